import Access
import Foundation
import Meridian
import MeridianCore
import NIOCore
import Persistence
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(1)))
struct TokenAndAuditTests {
    private func make(_ running: RunningPlatform, _ wish: NewTokenDocument) async throws -> RunningPlatform.Answer {
        try await running.control("POST", "/v1/tokens", body: try JSONEncoder().encode(wish))
    }

    @Test func aTokenIsShownOnceAndSurvivesARestart() async throws {
        try await withTemporaryDirectory { (folder) async throws in
            let secret = try await RunningPlatform.with(in: folder) { (running) async throws in
                let answer = try await make(running, .init(name: "ci", roles: ["viewer"], expiresIn: 60))
                #expect(answer.status == 201)
                let made = try answer.document(CreatedTokenDocument.self)
                #expect(made.token.createdBy == "owner")
                let life = try #require(made.token.expiresAt).milliseconds - made.token.createdAt.milliseconds
                #expect((59_000...61_000).contains(life))
                let list = try await running.control("GET", "/v1/tokens")
                #expect(!list.text.contains(made.secret))
                #expect(try list.document(TokenListDocument.self).tokens.map(\.name) == ["ci"])
                #expect(try await make(running, .init(name: "ci", roles: ["viewer"])).status == 409)
                return made.secret
            }
            try await RunningPlatform.with(in: folder) { (running) async throws in
                #expect(try await running.control("GET", "/v1/services", token: secret).status == 200)
                #expect(try await running.control("DELETE", "/v1/tokens/ci").status == 204)
                #expect(try await running.control("GET", "/v1/services", token: secret).status == 401)
                #expect(try await running.control("DELETE", "/v1/tokens/ci").status == 404)
            }
        }
    }

    @Test(arguments: [
        (#"{"name":"a","roles":["king"]}"#, "MER-6543"), (#"{"name":"a","roles":[]}"#, "MER-6543"),
        (#"{"name":"owner","roles":["viewer"]}"#, "MER-6543"), (#"{"name":"a"}"#, "MER-7005"),
        (#"{"name":"a","roles":["viewer"],"expiresIn":-1}"#, "MER-6543"),
        (#"{"name":"a","roles":["viewer"],"expiresIn":1e300}"#, "MER-6543"), ("", "MER-7005"),
    ])
    func saysWhatIsWrongWithAToken(body: String, code: String) async throws {
        try await RunningPlatform.with { (running) async throws in
            let answer = try await running.control("POST", "/v1/tokens", body: Data(body.utf8))
            #expect(answer.status == 400, "\(answer.text)")
            #expect(try answer.document(ProblemDocument.self).code == code)
        }
    }

    @Test func changesAreRecordedWithWhoMadeThemAndOthersAreNot() async throws {
        try await RunningPlatform.with { (running) async throws in
            let token = try await running.token(Grant(.operator, on: FixturePackage.service))
            let path = "/v1/services/fixture/secrets/DB"
            for _ in 0..<2 {
                #expect(try await running.control("PUT", path, token: token, body: Data("value-1".utf8)).status < 300)
            }
            #expect(try await running.control("PUT", path, token: token, body: Data()).status == 400)
            #expect(try await running.control("DELETE", "/v1/services/none").status == 404)
            #expect(try await running.deploy().status == 201)
            #expect(try await running.control("DELETE", "/v1/services/fixture", token: token).status == 204)

            let page = try await running.control("GET", "/v1/audit?limit=4").document(AuditDocument.self)
            #expect(page.records.map(\.action) == ["service.remove", "release.publish", "secret.set", "secret.set"])
            #expect(page.next == 2)
            let removal = page.records[0]
            #expect(removal.subject == "services/fixture")
            #expect(removal.client == "127.0.0.1")
            #expect(removal.actor.hasPrefix("t-"))
            #expect(removal.before?["release"] == 1)
            #expect(removal.after == nil)
            #expect(page.records[1].actor == "owner")
            #expect(page.records[1].before == nil)
            #expect(page.records[2].before?["version"] == 1)
            #expect(page.records[2].after?["version"] == 2)
            let rest = try await running.control("GET", "/v1/audit?limit=4&before=2").document(AuditDocument.self)
            #expect(rest.records.map(\.action) == ["token.create"])
            #expect(rest.records[0].after?["roles"] == ["operator@fixture"])

            let found = try await running.control("GET", "/v1/audit/verification")
                .document(AuditVerificationDocument.self)
            #expect(found.problems.isEmpty)
            #expect(found.records == 5)
        }
    }

    @Test func rulesProfilesAndDeliveriesAreRecordedAsTheyWereAndAre() async throws {
        try await RunningPlatform.with { (running) async throws in
            func send(_ method: String, _ path: String, _ body: String = "") async throws {
                let answer = try await running.control(method, path, body: Data(body.utf8))
                #expect((200..<300).contains(answer.status), "\(answer.text)")
            }
            func count(_ rules: JSONValue?) -> JSONValue? {
                guard case .array(let rules)? = rules?["rules"], rules.count == 1 else { return nil }
                return rules[0]["flow"]?["count"]
            }
            try await send("PUT", "/v1/rules", #"{"rules":[{"name":"other","on":"*","flow":{"count":1}}]}"#)
            for count in [5, 6] {
                try await send("PUT", "/v1/rules/peak", #"{"name":"peak","on":"*","flow":{"count":\#(count)}}"#)
            }
            try await send("PUT", "/v1/profiles/rush", #"{"rules":{"rules":[]},"standby":{}}"#)
            try await send("POST", "/v1/profiles/rush/apply?dry")
            try await send("POST", "/v1/profiles/rush/apply")
            try await send(
                "PUT", "/v1/services/fixture/functions/hello/delivery", #"{"maximumAttempts":3}"#)

            let records = try await running.control("GET", "/v1/audit?limit=10").document(AuditDocument.self).records
            #expect(
                records.map(\.action) == [
                    "delivery.set", "profile.apply", "profile.set", "rule.set", "rule.set", "rules.replace",
                ])
            #expect(records[0].before?["maximumAttempts"] == nil)
            #expect(records[0].after?["maximumAttempts"] == 3)
            #expect(records[1].after?["isDryRun"] == false)
            #expect(records[2].before == nil)
            #expect(records[2].after != nil)
            #expect(count(records[3].before) == 5)
            #expect(count(records[3].after) == 6)
            #expect(count(records[4].before) == nil)
            #expect(count(records[4].after) == 5)
        }
    }

    @Test func aChangedRecordIsFound() async throws {
        try await RunningPlatform.with { (running) async throws in
            _ = try await running.token(Grant(.viewer))
            _ = try await running.token(Grant(.viewer))
            try await running.platform.stores.documents.update("audit/records/0000000000000001") { document in
                .init(string: String(buffer: document!.value).replacing("owner", with: "other"))
            }
            let found = try await running.control("GET", "/v1/audit/verification")
                .document(AuditVerificationDocument.self)
            #expect(found.problems.count == 1)
            #expect(found.problems[0].contains("record 2 does not follow record 1"))
        }
    }
}

extension JSONValue {
    fileprivate subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }
}
