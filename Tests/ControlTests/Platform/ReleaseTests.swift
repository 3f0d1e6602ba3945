import Engine
import Foundation
import Gateway
import MeridianCore
import NIOCore
import NIOHTTP1
import Persistence
import Testing

@testable import Control

@Suite(.serialized, .timeLimit(.minutes(3)))
struct ReleaseTests {
    private static let path = "/v1/services/fixture"
    private static let aliases = path + "/aliases"

    @Test func aReleaseIsPublishedPreviewedPromotedAndRolledBack() async throws {
        try await RunningPlatform.with { (running) async throws in
            try await running.publish(2)
            #expect(try await running.release() == "1")
            #expect(try await running.release(host: "2--fixture.localhost") == "2")
            #expect(try await running.release(host: "1--fixture.localhost") == "1")
            #expect(try await running.get("/hello", host: "3--fixture.localhost").status == 404)

            let promoted = try await running.control("POST", Self.path + "/promote")
            #expect(try promoted.document(AliasDocument.self).targets == AliasTargets(release: 2))
            #expect(try await running.release() == "2")
            #expect(try await running.release(host: "1--fixture.localhost") == "1")
            #expect(try await running.control("POST", Self.path + "/rollback").status == 200)
            #expect(try await running.release() == "1")
            let chosen = try await running.send("POST", Self.path + "/promote", ReleaseChoiceDocument(release: 2))
            #expect(chosen.status == 200)
            #expect(try await running.release() == "2")
        }
    }

    @Test func changingReleasesFailsNoRequest() async throws {
        try await RunningPlatform.with { (running) async throws in
            try await running.publish(3)
            let seen = try await withThrowingTaskGroup(of: [RunningPlatform.Answer].self) { group in
                let finished = Finished()
                for _ in 0..<4 {
                    group.addTask {
                        var answers: [RunningPlatform.Answer] = []
                        while !finished.isSet { answers.append(try await running.get("/environment/RELEASE")) }
                        return answers
                    }
                }
                group.addTask {
                    defer { finished.set() }
                    for round in 0..<4 {
                        let next = round % 2 + 2
                        for weight in [1, 50, 99] {
                            let split = AliasTargets(release: 1, candidate: .init(release: next, weight: weight))
                            let answer = try await running.send("PUT", Self.aliases + "/live", split)
                            #expect(answer.status == 200, "\(answer.text)")
                        }
                        #expect(try await running.control("POST", Self.path + "/promote").status == 200)
                        #expect(try await running.control("POST", Self.path + "/rollback").status == 200)
                    }
                    return []
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(seen.allSatisfy { $0.status == 200 })
            #expect(seen.count > 4)
            #expect(Set(seen.map(\.text)).isSubset(of: ["1", "2", "3"]))
            #expect(try await running.release() == "1")
        }
    }

    @Test func requestsAreSharedBetweenReleases() async throws {
        try await RunningPlatform.with { (running) async throws in
            try await running.publish(3)
            let targets = AliasTargets(
                release: 1, candidate: .init(release: 2, weight: 50),
                rules: [.init(.header("x-tester"), equals: "yes", release: 3)], sticky: .cookie("session"))
            #expect(try await running.send("PUT", Self.aliases + "/live", targets).status == 200)
            var seen: Set<String> = []
            // That 64 sessions fall on the same side has a chance of 2⁻⁶³, and they are the same in every run.
            for session in 0..<64 {
                let fields = ["cookie": "session=\(session)"]
                let first = try await running.release(fields: fields)
                #expect(try await running.release(fields: fields) == first)
                seen.insert(first)
            }
            #expect(seen == ["1", "2"])
            #expect(try await running.release(fields: ["x-tester": "yes"]) == "3")
            let counted = await running.platform.gateway.counts().releases[FixturePackage.service]
            #expect(counted?.keys.sorted() == [1, 2, 3])
            let metrics = try await running.control("GET", "/metrics").text
            #expect(
                metrics.contains(
                    "faas_requests_total{function=\"fixture/environment\",version=\"3\",unit=\"main\",outcome=\"ok\"} 1\n"
                ))
        }
    }

    @Test func aPageKeepsItsReleaseUntilThatIsRolledBack() async throws {
        try await RunningPlatform.with { (running) async throws in
            try await running.publish(2)
            let targets = AliasTargets(release: 1, pin: .cookie("page"))
            #expect(try await running.send("PUT", Self.aliases + "/live", targets).status == 200)
            func open() async throws -> (release: String, cookie: String?) {
                let answer = try await running.get(
                    "/environment/RELEASE", fields: ["sec-fetch-dest": "document", "cookie": "page=1"])
                return (answer.text, answer.fields.first(name: "set-cookie"))
            }
            func ask(of page: Int) async throws -> String {
                let answer = try await running.get(
                    "/environment/RELEASE", fields: ["sec-fetch-dest": "script", "cookie": "page=\(page)"])
                #expect(answer.status == 200)
                #expect(answer.fields["set-cookie"].isEmpty)
                return answer.text
            }
            let first = try await open()
            #expect(first.release == "1" && first.cookie == "page=1; Path=/; HttpOnly; SameSite=Lax")
            #expect(try await running.control("POST", Self.path + "/promote").status == 200)
            let second = try await open()
            #expect(second.release == "2" && second.cookie == "page=2; Path=/; HttpOnly; SameSite=Lax")
            let former = try await ask(of: 1)
            #expect(former == "1")
            let current = try await ask(of: 2)
            #expect(current == "2")
            #expect(try await running.control("POST", Self.path + "/rollback").status == 200)
            let gone = try await ask(of: 2)
            #expect(gone == "1")
        }
    }

    @Test func aliasesAnswerTheirOwnAddress() async throws {
        try await RunningPlatform.with { (running) async throws in
            try await running.publish(2)
            let made = try await running.send(
                "PUT", Self.aliases + "/canary", AliasTargets(release: 2), fields: ["if-none-match": "*"])
            let canary = try made.document(AliasDocument.self)
            #expect(canary.address.hasPrefix("http://canary--fixture.localhost:"))
            #expect(try await running.release(host: "canary--fixture.localhost") == "2")
            #expect(try await running.release(host: "live--fixture.localhost") == "1")

            // What the caller knows is no more.
            let moved = try await running.send(
                "PUT", Self.aliases + "/canary", AliasTargets(release: 1), fields: ["if-match": canary.etag])
            #expect(moved.status == 200)
            let late = try await running.send(
                "PUT", Self.aliases + "/canary", AliasTargets(release: 2), fields: ["if-match": canary.etag])
            #expect(late.status == 412)
            #expect(try late.document(ProblemDocument.self).code == "MER-6404")
            let twice = try await running.send(
                "PUT", Self.aliases + "/canary", AliasTargets(release: 2), fields: ["if-none-match": "*"])
            #expect(twice.status == 412)
            #expect(try await running.release(host: "canary--fixture.localhost") == "1")

            let list = try await running.control("GET", Self.aliases).document(AliasListDocument.self)
            #expect(list.aliases.map(\.alias.rawValue) == ["live", "canary"])
            #expect(try await running.control("DELETE", Self.aliases + "/canary").status == 204)
            #expect(try await running.get("/hello", host: "canary--fixture.localhost").status == 404)
            #expect(try await running.control("DELETE", Self.aliases + "/live").status == 409)
        }
    }

    @Test func afterARestartEverythingIsAsItWas() async throws {
        try await withTemporaryDirectory { folder in
            let targets = AliasTargets(
                release: 1, candidate: .init(release: 2, weight: 25),
                rules: [.init(.query("beta"), equals: "1", release: 2)])
            let before = try await RunningPlatform.with(in: folder) { (running) async throws in
                try await running.publish(3)
                _ = try await running.send("PUT", Self.aliases + "/live", targets)
                _ = try await running.send("PUT", Self.aliases + "/canary", AliasTargets(release: 2))
                return try await running.control("GET", Self.aliases).document(AliasListDocument.self).aliases
            }
            try await RunningPlatform.with(in: folder) { (running) async throws in
                let after = try await running.control("GET", Self.aliases).document(AliasListDocument.self).aliases
                #expect(after.map(\.targets) == before.map(\.targets))
                #expect(after.map(\.etag) == before.map(\.etag))
                let status = try await running.control("GET", "/v1/status").document(StatusDocument.self)
                #expect(status.services.allSatisfy { $0.groups.allSatisfy(\.instances.isEmpty) })
                #expect(try await running.release(host: "canary--fixture.localhost") == "2")
                // It is asleep and is woken by the request.
                #expect(try await running.release(host: "3--fixture.localhost") == "3")
                let beta = try await running.get("/environment/RELEASE?beta=1")
                #expect(beta.text == "2")
            }
        }
    }

    @Test func aReleaseThatIsAskedForWhileAsleepGetsTheWholeRequest() async throws {
        try await withTemporaryDirectory { folder in
            try await RunningPlatform.with(in: folder) { (running) async throws in try await running.publish(2) }
            try await RunningPlatform.with(in: folder) { (running) async throws in
                let answers: [String] = try await withThrowingTaskGroup(of: String.self) { group in
                    for _ in 0..<8 {
                        group.addTask { try await running.release(host: "2--fixture.localhost") }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers == Array(repeating: "2", count: 8))
            }
        }
    }

    @Test func whatDoesNotStartIsNeitherPublishedNorPointedAt() async throws {
        try await RunningPlatform.with { (running) async throws in
            try await running.publish(1)
            let failed = try await running.deploy(
                environment: ["FIXTURE_FAILS_TO_START": "1"], query: "?promote=false")
            #expect(failed.status == 422)
            let list = try await running.control("GET", Self.path + "/releases").document(ReleaseListDocument.self)
            #expect(list.releases.map(\.number) == [1])
            #expect(try await running.release() == "1")
        }
    }

    @Test func aKeyStandsForOnePackage() async throws {
        try await RunningPlatform.with { (running) async throws in
            let package = try running.package(environment: ["RELEASE": "1"])
            let fields = ["Idempotency-Key": "build-1"]
            let query = "?promote=false&author=Jane&revision=c0ffee&modified"
            #expect(try await running.deploy(package, query: query, fields: fields).status == 201)
            #expect(try await running.deploy(environment: ["RELEASE": "2"]).status == 201)
            let again = try await running.deploy(package, query: query, fields: fields)
            #expect(again.status == 200)
            let deployment = try again.document(DeploymentDocument.self)
            #expect(deployment.release == 1)
            #expect(!deployment.isLive)
            let other = try await running.deploy(
                running.package(environment: ["RELEASE": "3"]), query: query, fields: fields)
            #expect(other.status == 422)
            #expect(try other.document(ProblemDocument.self).code == "MER-6408")
            let shown = try await running.control("GET", Self.path + "/releases/1").document(ReleaseDocument.self)
            #expect(shown.author == "Jane")
            #expect(shown.source == SourceRevision(revision: "c0ffee", isModified: true))
            #expect(shown.manifest?.functions.count == shown.functions)
            #expect(shown.aliases.isEmpty)
        }
    }

    @Test func releasesAreListedInPagesAndCompared() async throws {
        try await RunningPlatform.with { (running) async throws in
            try await running.publish(3)
            var seen: [Int] = []
            var after: Int?
            repeat {
                let page = try await running.control(
                    "GET", Self.path + "/releases?limit=2" + (after.map { "&after=\($0)" } ?? "")
                ).document(ReleaseListDocument.self)
                seen += page.releases.map(\.number)
                after = page.next
            } while after != nil
            #expect(seen == [3, 2, 1])
            let difference = try await running.control("GET", Self.path + "/releases/3/diff")
                .document(ReleaseDifferenceDocument.self)
            #expect(difference.from == 3 && difference.to == 1)
            #expect(difference.difference.configuration == [.init(key: "environment.RELEASE", from: "set", to: "set")])
        }
    }

    @Test func tellsWhatIsWrongWithARequest() async throws {
        try await RunningPlatform.with { (running) async throws in
            try await running.publish(1)
            let cases = [
                ("GET", "/v1/services/none/releases", "", 404, "MER-7002"),
                ("GET", Self.path + "/releases/0", "", 400, "MER-7005"),
                ("GET", Self.path + "/releases/7", "", 404, "MER-6401"),
                ("GET", Self.path + "/releases/1/diff?to=7", "", 404, "MER-6401"),
                ("GET", Self.path + "/releases?limit=0", "", 400, "MER-7005"),
                ("POST", Self.path + "/releases?promote=maybe", "", 400, "MER-7005"),
                ("POST", Self.path + "/promote", "", 409, "MER-6409"),
                ("POST", Self.path + "/promote", #"{"release":7}"#, 404, "MER-6401"),
                ("POST", Self.path + "/rollback", "", 409, "MER-6406"),
                ("GET", Self.aliases + "/canary", "", 404, "MER-6402"),
                ("GET", Self.aliases + "/BAD", "", 400, "MER-6403"),
                ("PUT", Self.aliases + "/live", #"{"release":7}"#, 404, "MER-6401"),
                ("PUT", Self.aliases + "/live", #"{"release":1,"weigth":1}"#, 400, "MER-7005"),
                (
                    "PUT", Self.aliases + "/live", #"{"release":1,"candidate":{"release":1,"weight":5}}"#, 400,
                    "MER-6403"
                ),
                ("POST", "/v1/backups", #"{"path":"relative"}"#, 400, "MER-7005"),
                ("POST", "/v1/backups", "", 400, "MER-7005"),
            ]
            for (method, path, body, status, code) in cases {
                let answer = try await running.control(method, path, body: body.isEmpty ? nil : Data(body.utf8))
                #expect(answer.status == status, "\(method) \(path): \(answer.text)")
                #expect(try answer.document(ProblemDocument.self).code == code, "\(method) \(path)")
            }
            let tag = try await running.send(
                "PUT", Self.aliases + "/live", AliasTargets(release: 1), fields: ["if-match": "nonsense"])
            #expect(tag.status == 400)
        }
    }

    @Test func aDamagedPackageCostsOnlyItsRelease() async throws {
        try await withTemporaryDirectory { folder in
            try await RunningPlatform.with(in: folder) { (running) async throws in
                try await running.publish(2)
                let digest = try await running.control("GET", Self.path + "/releases/2").document(ReleaseDocument.self)
                    .digest
                let blob = folder + "/data/store/blobs/\(digest.prefix(2))/\(digest)"
                var bytes = try Data(contentsOf: URL(fileURLWithPath: blob))
                bytes[bytes.count / 2] ^= 1
                try bytes.write(to: URL(fileURLWithPath: blob))
                try FileManager.default.removeItem(atPath: folder + "/data/unpacked/\(digest)")
            }
            try await RunningPlatform.with(in: folder) { (running) async throws in
                #expect(try await running.release() == "1")
                let preview = try await running.get("/hello", host: "2--fixture.localhost")
                #expect(preview.status == 503)
                #expect(preview.text.contains("MER-6407"))
                let promoted = try await running.send("POST", Self.path + "/promote", ReleaseChoiceDocument(release: 2))
                #expect(promoted.status == 503)
                #expect(try await running.release() == "1")
                // The same bytes again mend it.
                let mended = try await running.deploy(environment: ["RELEASE": "2"])
                #expect(mended.status == 201, "\(mended.text)")
                #expect(try await running.release() == "2")
            }
        }
    }

    @Test func aBackupHoldsWhatIsServed() async throws {
        try await withTemporaryDirectory { folder in
            let backup = folder + "/backup"
            try await RunningPlatform.with(in: folder) { (running) async throws in
                try await running.publish(2)
                _ = try await running.send("PUT", Self.aliases + "/canary", AliasTargets(release: 2))
                let answer = try await running.send("POST", "/v1/backups", BackupRequestDocument(path: backup))
                #expect(answer.status == 201, "\(answer.text)")
                #expect(try answer.document(BackupDocument.self).files >= 3)
                #expect(try await running.deploy(environment: ["RELEASE": "later"]).status == 201)
                let again = try await running.send("POST", "/v1/backups", BackupRequestDocument(path: backup))
                #expect(again.status == 409)
                let busy = #expect(throws: MeridianError.self) {
                    try Platform.restore(backup, to: folder + "/data", replacing: true)
                }
                #expect(busy?.code == .dataDirectoryInUse)
            }
            let full = #expect(throws: MeridianError.self) { try Platform.restore(backup, to: folder + "/data") }
            #expect(full?.code == .backupTargetExists)
            _ = try Platform.restore(backup, to: folder + "/data", replacing: true)
            // Packages are unpacked anew.
            try FileManager.default.removeItem(atPath: folder + "/data/unpacked")
            try await RunningPlatform.with(in: folder) { (running) async throws in
                #expect(try await running.release() == "1")
                #expect(try await running.release(host: "canary--fixture.localhost") == "2")
                let list = try await running.control("GET", Self.path + "/releases").document(ReleaseListDocument.self)
                #expect(list.releases.map(\.number) == [2, 1])
            }
        }
    }
}
