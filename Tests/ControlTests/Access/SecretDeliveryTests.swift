import Access
import Foundation
import MeridianCore
import Telemetry
import Testing

@testable import Control

@Suite(.serialized, .timeLimit(.minutes(2)))
struct SecretDeliveryTests {
    private static let value = "correct-horse-battery-staple"
    private static let path = "/v1/services/fixture/secrets/DB"
    private static let environment = [
        "PASSWORD": "${secret.DB}", "URL": "db://u:${secret.DB}@h/${secret.DB}", "TEXT": "$${secret.DB}",
        "PLAIN": "${x}",
    ]

    private func set(_ running: RunningPlatform, _ value: String = value) async throws -> RunningPlatform.Answer {
        try await running.control("PUT", Self.path, body: Data(value.utf8))
    }

    /// Every file below a directory that holds some bytes.
    private func files(in directory: String, holding text: String) throws -> [String] {
        let names = try #require(FileManager.default.enumerator(atPath: directory)).compactMap { $0 as? String }
        #expect(names.contains { $0.hasSuffix("documents.sqlite") })
        return names.filter { name in
            let content = try? Data(contentsOf: URL(filePath: directory + "/" + name))
            return content?.range(of: Data(text.utf8)) != nil
        }
    }

    @Test func instancesHaveSecretsAndNothingElseHas() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await set(running).status == 201)
            let deployment = try await running.deploy(environment: Self.environment)
            #expect(deployment.status == 201, "\(deployment.text)")
            #expect(try await running.get("/environment/PASSWORD").text == Self.value)
            #expect(try await running.get("/environment/URL").text == "db://u:\(Self.value)@h/\(Self.value)")
            #expect(try await running.get("/environment/TEXT").text == "${secret.DB}")
            #expect(try await running.get("/environment/PLAIN").text == "${x}")

            // What is watched has no end.
            for endpoint in running.endpoints where endpoint.method == .get && "\(endpoint.pattern)" != "/v1/watch" {
                let path = "\(endpoint.pattern)".replacing("{service}", with: "fixture").replacing(
                    "{secret}", with: "DB")
                let answer = try await running.control("GET", path)
                #expect(answer.status < 500, "\(path)")
                #expect(!answer.text.contains(Self.value), "\(path)")
            }
            #expect(!deployment.text.contains(Self.value))
            #expect(try files(in: running.folder, holding: Self.value).isEmpty)
            #expect(
                running.platform.logs.recent(.init(), limit: 10_000).allSatisfy { !$0.message.contains(Self.value) })
        }
    }

    @Test func aServiceWhoseSecretIsNotSetDoesNotBecomeLive() async throws {
        try await RunningPlatform.with { (running) async throws in
            let answer = try await running.deploy(environment: Self.environment)
            #expect(answer.status == 422)
            let problem = try answer.document(ProblemDocument.self)
            #expect(problem.code == "MER-6553")
            #expect(problem.detail.contains("meridian secret set fixture DB"))
            #expect(try await set(running).status == 201)
            #expect(try await running.deploy(environment: Self.environment).status == 201)
        }
    }

    @Test func aRestartBringsTheNewValueAndFailsNoRequest() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await set(running, "1").status == 201)
            #expect(try await running.deploy(environment: ["PASSWORD": "${secret.DB}"]).status == 201)
            let seen = try await withThrowingTaskGroup(of: [RunningPlatform.Answer].self) { group in
                let finished = Finished()
                for _ in 0..<4 {
                    group.addTask {
                        var answers: [RunningPlatform.Answer] = []
                        while !finished.isSet { answers.append(try await running.get("/environment/PASSWORD")) }
                        return answers
                    }
                }
                for value in 2...4 {
                    #expect(try await set(running, "\(value)").status == 200)
                    let answer = try await running.control("POST", "/v1/services/fixture/restart")
                    #expect(answer.status == 204, "\(answer.text)")
                    #expect(try await running.get("/environment/PASSWORD").text == "\(value)")
                }
                finished.set()
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(seen.allSatisfy { $0.status == 200 })
            #expect(!seen.isEmpty)
        }
    }

    @Test func aRestartThatFailsLeavesWhatRuns() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await set(running, "1").status == 201)
            #expect(try await running.deploy(environment: ["PASSWORD": "${secret.DB}"]).status == 201)
            #expect(try await running.control("DELETE", Self.path).status == 204)
            let answer = try await running.control("POST", "/v1/services/fixture/restart")
            #expect(try answer.document(ProblemDocument.self).code == "MER-6553")
            #expect(try await running.get("/environment/PASSWORD").text == "1")
        }
    }

    @Test func secretsGoWithTheirService() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await set(running).status == 201)
            #expect(try await running.deploy().status == 201)
            #expect(try await running.control("DELETE", "/v1/services/fixture").status == 204)
            let list = try await running.control("GET", "/v1/services/fixture/secrets")
            #expect(try list.document(SecretListDocument.self).secrets.isEmpty)
        }
    }

    @Test func saysWhatIsWrongWithASecret() async throws {
        try await RunningPlatform.with { (running) async throws in
            let cases: [(String, String, Data, Int, String)] = [
                ("PUT", "/v1/services/fixture/secrets/1A", Data("a".utf8), 400, "MER-6552"),
                ("PUT", Self.path, Data(), 400, "MER-6552"), ("PUT", Self.path, Data([0xFF]), 400, "MER-6552"),
                ("PUT", Self.path, Data("a\0b".utf8), 400, "MER-6552"),
                ("PUT", Self.path, Data(count: SecretStore.valueLimit + 1), 413, "MER-3002"),
                ("PUT", "/v1/services/BAD/secrets/A", Data("a".utf8), 400, "MER-7005"),
                ("GET", Self.path, Data(), 404, "MER-6553"), ("DELETE", Self.path, Data(), 404, "MER-6553"),
            ]
            for (method, path, body, status, code) in cases {
                let answer = try await running.control(method, path, body: body.isEmpty ? nil : body)
                #expect(answer.status == status, "\(method) \(path): \(answer.text)")
                #expect(try answer.document(ProblemDocument.self).code == code || status == 413)
            }
        }
    }

    @Test func theMasterKeyIsItsOwnersAlone() async throws {
        try await withTemporaryDirectory { (folder) async throws in
            let path = folder + "/data/master.key"
            func mode() throws -> Int {
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                return try #require(attributes[.posixPermissions] as? Int)
            }
            try await RunningPlatform.with(in: folder) { (running) async throws in
                #expect(try mode() == 0o600)
                #expect(try await set(running).status == 201)
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            try await RunningPlatform.with(in: folder) { (running) async throws in
                #expect(try mode() == 0o600)
                #expect(running.platform.access.keyWasTightened)
                #expect(try running.platform.access.secrets.value(of: "DB", of: FixturePackage.service) == Self.value)
            }
            let key = try Data(contentsOf: URL(filePath: path))
            try Data("text".utf8).write(to: URL(filePath: path))
            let error = await #expect(throws: MeridianError.self) {
                try await RunningPlatform.with(in: folder) { _ in }
            }
            #expect(error?.code == .masterKeyUnusable)
            #expect(error?.message.contains(path) == true)

            // Another key: the platform runs, and says which secrets it can't open.
            try FileManager.default.removeItem(atPath: path)
            try await RunningPlatform.with(in: folder) { (running) async throws in
                let lines = running.platform.logs.recent(.init(), limit: 100).map(\.message)
                #expect(lines.contains { $0.contains("MER-6551") && $0.contains("fixture/DB") })
                let found = try await running.control("GET", "/v1/audit/verification")
                    .document(AuditVerificationDocument.self)
                #expect(found.problems.count == 1)
            }
            try key.write(to: URL(filePath: path))
            try await RunningPlatform.with(in: folder) { (running) async throws in
                #expect(try running.platform.access.secrets.value(of: "DB", of: FixturePackage.service) == Self.value)
            }
        }
    }
}
