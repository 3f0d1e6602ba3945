import Admission
import Engine
import Foundation
import Gateway
import MeridianCore
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(1)))
struct ProfileTests {
    private static let daily = #"{"rules":[{"name":"base","on":"*","flow":{"count":1000}}]}"#
    private static let rush = """
        {"rules": {"rules": [{"name": "base", "on": "*", "flow": {"count": 9000}},
                             {"name": "none", "on": "fixture/hello", "flow": {"count": 0}}]},
         "standby": {"fixture/*": 2}}
        """

    private func send(
        _ running: RunningPlatform, _ method: String, _ path: String, _ body: String? = nil
    ) async throws -> RunningPlatform.Answer {
        try await running.control(method, path, body: body.map { Data($0.utf8) })
    }

    private func instances(_ running: RunningPlatform) async throws -> Int {
        let status = try await running.control("GET", "/v1/status").document(StatusDocument.self)
        return status.services.flatMap(\.groups).flatMap(\.instances).count { $0.state != "draining" }
    }

    @Test func aProfileIsAppliedAndLeft() async throws {
        try await withTemporaryDirectory { (folder) async throws in
            try await RunningPlatform.with(in: folder) { (running) async throws in
                #expect(try await running.deploy { $0.defaults.idleTimeout = 1 }.status == 201)
                #expect(try await send(running, "PUT", "/v1/rules", Self.daily).status == 200)
                #expect(try await send(running, "PUT", "/v1/profiles/rush", Self.rush).status == 200)

                let trial = try await send(running, "POST", "/v1/profiles/rush/apply?dry")
                    .document(ProfileChangeDocument.self)
                #expect(trial.isDryRun)
                #expect(trial.added == ["none"])
                #expect(trial.changed == ["base"])
                #expect(trial.standby == [.init(on: "fixture/*", from: nil, to: 2)])
                #expect(try await running.get("/hello").status == 200)

                let change = try await send(running, "POST", "/v1/profiles/rush/apply")
                    .document(ProfileChangeDocument.self)
                #expect(change.profile == "rush")
                #expect(try await running.get("/hello").status == 429)
                let count = try await instances(running)
                #expect(count == 2)
            }
            try await RunningPlatform.with(in: folder) { (running) async throws in
                let list = try await send(running, "GET", "/v1/profiles").document(ProfileListDocument.self)
                #expect(list == ProfileListDocument(profiles: ["rush"], applied: "rush"))
                #expect(try await running.get("/hello").status == 429)
                let count = try await instances(running)
                #expect(count == 2)
                let change = try await send(running, "POST", "/v1/profiles/return").document(ProfileChangeDocument.self)
                #expect(change.profile == nil)
                #expect(change.removed == ["none"])
                #expect(change.standby == [.init(on: "fixture/*", from: 2, to: nil)])
                #expect(try await running.get("/hello").status == 200)
                let again = try await send(running, "POST", "/v1/profiles/return")
                #expect(again.status == 409)
                #expect(try again.document(ProblemDocument.self).code == "MER-6214")
            }
        }
    }

    @Test func fromOneProfileToAnotherTheWayBackLeadsToTheBeginning() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await send(running, "PUT", "/v1/rules", Self.daily).status == 200)
            for (name, count) in [("one", 1), ("two", 2)] {
                let profile = #"{"rules":{"rules":[{"name":"\#(name)","on":"*","flow":{"count":\#(count)}}]}}"#
                #expect(try await send(running, "PUT", "/v1/profiles/\(name)", profile).status == 200)
                #expect(try await send(running, "POST", "/v1/profiles/\(name)/apply").status == 200)
            }
            #expect(running.platform.gateway.rules.rules.map(\.name) == ["two"])
            #expect(try await send(running, "POST", "/v1/profiles/return").status == 200)
            #expect(running.platform.gateway.rules.rules.map(\.name) == ["base"])
            #expect(try await send(running, "DELETE", "/v1/profiles/two").status == 200)
            let list = try await send(running, "GET", "/v1/profiles").document(ProfileListDocument.self)
            #expect(list == ProfileListDocument(profiles: ["one"], applied: nil))
        }
    }

    @Test(arguments: [
        ("/v1/profiles/9bad", "{}", 400, "MER-6213"),
        ("/v1/profiles/a", #"{"standby":{"nowhere":1}}"#, 400, "MER-6213"),
        ("/v1/profiles/a", #"{"standby":{"*":-1}}"#, 400, "MER-6213"),
        ("/v1/profiles/a", #"{"rules":{"rules":[{"name":"a","on":"*","flow":{"count":-1}}]}}"#, 400, "MER-6202"),
    ])
    func aProfileThatCantBeIsRefused(path: String, body: String, status: Int, code: String) async throws {
        try await RunningPlatform.with { (running) async throws in
            let answer = try await send(running, "PUT", path, body)
            #expect(answer.status == status)
            #expect(try answer.document(ProblemDocument.self).code == code)
            let missing = try await send(running, "POST", "/v1/profiles/none/apply")
            #expect(missing.status == 404)
            #expect(try missing.document(ProblemDocument.self).code == "MER-6212")
        }
    }
}
