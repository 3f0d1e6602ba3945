import Engine
import Foundation
import MeridianCore
import NIOCore
import Persistence
import Testing

@testable import Control

@Suite(.serialized, .timeLimit(.minutes(3)))
struct DeploymentTests {
    @Test func aPackageBecomesLiveAndAnswers() async throws {
        try await RunningPlatform.with { (running) async throws in
            let answer = try await running.deploy()
            #expect(answer.status == 201, "\(answer.text)")
            let deployment = try answer.document(DeploymentDocument.self)
            #expect(deployment.release == 1)
            #expect(!deployment.isUnchanged)
            let hello = try #require(deployment.functions.first { $0.name.rawValue == "hello" })
            #expect(hello.triggers.first?.address == running.addresses.gateway + "/hello")
            #expect(try await running.get("/hello").text == "Hello")

            let list = try await running.control("GET", "/v1/services").document(ServiceListDocument.self)
            #expect(list.services.map(\.service) == [FixturePackage.service])
            #expect(list.services[0].releases.map(\.isLive) == [true])
            let functions = try await running.control("GET", "/v1/functions").document(FunctionListDocument.self)
            #expect(functions.functions.count == FixturePackage.functions.count)
            let status = try await running.control("GET", "/v1/status").document(StatusDocument.self)
            #expect(status.services.first?.groups.contains { !$0.instances.isEmpty } == true)
            #expect(try await running.control("GET", "/metrics").text.contains("fixture/hello"))
        }
    }

    @Test func theSamePackageAgainChangesNothing() async throws {
        try await RunningPlatform.with { (running) async throws in
            let path = running.folder + "/same.zip"
            try FixturePackage.write(to: path)
            let package = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(try await running.deploy(package).status == 201)
            let again = try await running.deploy(package)
            #expect(again.status == 200)
            let deployment = try again.document(DeploymentDocument.self)
            #expect(deployment.isUnchanged)
            #expect(deployment.release == 1)
        }
    }

    @Test func replacingAReleaseFailsNoRequest() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy(environment: ["RELEASE": "1"]).status == 201)
            let seen = try await withThrowingTaskGroup(of: [RunningPlatform.Answer].self) { group in
                let (stop, stopping) = AsyncStream.makeStream(of: Void.self)
                let finished = Finished()
                for _ in 0..<4 {
                    group.addTask {
                        var answers: [RunningPlatform.Answer] = []
                        while !finished.isSet { answers.append(try await running.get("/environment/RELEASE")) }
                        return answers
                    }
                }
                group.addTask {
                    for release in 2...4 {
                        let answer = try await running.deploy(environment: ["RELEASE": "\(release)"])
                        #expect(answer.status == 201, "\(answer.text)")
                    }
                    finished.set()
                    stopping.finish()
                    return []
                }
                for await _ in stop {}
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(seen.allSatisfy { $0.status == 200 })
            #expect(Set(seen.map(\.text)).isSubset(of: ["1", "2", "3", "4"]))
            #expect(try await running.get("/environment/RELEASE").text == "4")
        }
    }

    @Test func whatDoesNotStartLeavesTheFormerReleaseLive() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy(environment: ["RELEASE": "1"]).status == 201)
            let failed = try await running.deploy(environment: ["FIXTURE_FAILS_TO_START": "1"])
            #expect(failed.status == 422)
            #expect(failed.text.contains("the fixture was told to fail") || failed.text.contains("3"), "\(failed.text)")
            #expect(try await running.get("/environment/RELEASE").text == "1")
            let list = try await running.control("GET", "/v1/services").document(ServiceListDocument.self)
            #expect(list.services[0].releases.map(\.number) == [1])
            let next = try await running.deploy(environment: ["RELEASE": "2"])
            #expect(try next.document(DeploymentDocument.self).release == 2)
        }
    }

    @Test func refusesWhatIsNoPackage() async throws {
        try await RunningPlatform.with { (running) async throws in
            let path = running.folder + "/whole.zip"
            try FixturePackage.write(to: path)
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            for (name, content) in [
                ("empty", Data()), ("text", Data("hello".utf8)), ("cut off", whole.dropLast(1_000)),
                ("damaged", whole.prefix(100) + Data(repeating: 0, count: 5_000) + whole.dropFirst(5_100)),
            ] {
                let answer = try await running.deploy(content)
                #expect(answer.status == 400, "\(name): \(answer.text)")
                #expect(try answer.document(ProblemDocument.self).code?.hasPrefix("MER-") == true)
            }
            let other = try await running.deploy(whole, to: "other")
            #expect(other.status == 400)
            #expect(try other.document(ProblemDocument.self).code == "MER-7007")
            for name in ["uploads", "unpacked"] {
                let left = try FileManager.default.contentsOfDirectory(atPath: running.folder + "/data/" + name)
                #expect(left.isEmpty)
            }
            let blobs = try await running.platform.stores.blobs.list(after: nil, limit: 10).blobs
            #expect(blobs.isEmpty)
        }
    }

    @Test func refusesWhatIsTooLarge() async throws {
        try await RunningPlatform.with(configure: { $0.maxPackageSize = 1 << 20 }) { (running) async throws in
            let answer = try await running.deploy(Data(count: 2 << 20))
            #expect(answer.status == 413)
        }
    }

    @Test func aRemovedServiceIsGone() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy().status == 201)
            #expect(try await running.control("DELETE", "/v1/services/fixture").status == 204)
            #expect(try await running.get("/hello").status == 404)
            #expect(try await running.control("GET", "/v1/services/fixture").status == 404)
            #expect(try await running.control("DELETE", "/v1/services/fixture").status == 404)
        }
    }

    @Test func afterARestartWhatWasLiveAnswersAndNothingRunsBefore() async throws {
        try await withTemporaryDirectory { folder in
            try await RunningPlatform.with(in: folder) { (running) async throws in
                #expect(try await running.deploy(environment: ["RELEASE": "1"]).status == 201)
                try await running.platform.stores.documents.commit([
                    .put("services/damaged", ByteBuffer(string: "{"))
                ])
            }
            try await RunningPlatform.with(in: folder) { (running) async throws in
                let status = try await running.control("GET", "/v1/status").document(StatusDocument.self)
                #expect(status.services.map(\.service) == [FixturePackage.service])
                #expect(status.services.allSatisfy { $0.groups.allSatisfy(\.instances.isEmpty) })
                #expect(try await running.get("/environment/RELEASE").text == "1")
                let next = try await running.deploy(environment: ["RELEASE": "2"])
                #expect(try next.document(DeploymentDocument.self).release == 2)
            }
        }
    }

    @Test func keepsNoMoreReleasesThanAskedFor() async throws {
        try await RunningPlatform.with(configure: { $0.retainedReleases = 2 }) { (running) async throws in
            for release in 1...3 {
                #expect(try await running.deploy(environment: ["RELEASE": "\(release)"]).status == 201)
            }
            let list = try await running.control("GET", "/v1/services").document(ServiceListDocument.self)
            #expect(list.services[0].releases.map(\.number) == [2, 3])
            await running.platform.shutdown()
            let blobs = try await running.platform.stores.blobs.list(after: nil, limit: 10).blobs
            #expect(blobs.count == 2)
            #expect(try FileManager.default.contentsOfDirectory(atPath: running.folder + "/data/unpacked").count == 2)
        }
    }
}
