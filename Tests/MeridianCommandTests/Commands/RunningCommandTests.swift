import Foundation
import Testing

@testable import MeridianCommand

/// Runs the built command as a person or a script would.
@Suite(.timeLimit(.minutes(2)))
struct RunningCommandTests {
    private struct Failure: Decodable {
        struct Content: Decodable {
            var code: String
            var message: String
            var exitStatus: Int32
        }

        var error: Content
    }

    private static let executable: String = {
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let names = ["meridian", "MeridianCommand"].map { folder.appending(path: $0).path }
        return names.first { FileManager.default.isExecutableFile(atPath: $0) } ?? names[0]
    }()

    private func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Tool.Outcome {
        try await Tool(path: Self.executable).run(
            arguments,
            environment: ["MERIDIAN_URL": "", "MERIDIAN_TOKEN": ""].merging(environment) { $1 })
    }

    @Test func explainsErrors() async throws {
        let outcome = try await run("explain", "mer-1203")
        #expect(outcome.status == 0)
        #expect(outcome.lines.first == "MER-1203  The function ran past its timeout")
        let unknown = try await run("explain", "MER-9999")
        #expect(unknown.status == 64)
        #expect(unknown.lines.first?.hasPrefix("error: MER-8202: ") == true)
    }

    @Test func convertsAnFYml() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = folder.appending(path: "meridian.yml").path
        let missing = try await run("convert", folder.path)
        #expect(missing.status == 66)
        try Data("service: shop\nfunctions: { item: { events: [ { http: { path: /a } } ] } }\n".utf8)
            .write(to: folder.appending(path: "f.yml"))
        #expect(try await run("convert", folder.path, "-o", output).status == 0)
        #expect(
            try String(contentsOfFile: output, encoding: .utf8)
                == "service: shop\n\nfunctions:\n  item:\n    triggers:\n      - http: { path: /a }\n")
        let again = try await run("convert", folder.path, "-o", output)
        #expect(again.status == 74)
        #expect(again.lines.last?.hasPrefix("error: MER-8203: ") == true)
        #expect(try await run("convert", folder.path, "-o", output, "--force").status == 0)
    }

    @Test func printsTheSchema() async throws {
        let outcome = try await run("schema")
        #expect(outcome.status == 0)
        let document = try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any]
        #expect(document?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    }

    @Test func helpListsTheExitStatuses() async throws {
        let outcome = try await run("--help")
        #expect(outcome.status == 0)
        for status in ["0 ", "1 ", "2 ", "3 ", "64", "65", "66", "69", "72", "74", "77"] {
            #expect(outcome.lines.contains { $0.hasPrefix("  \(status)") }, "\(status)")
        }
    }

    @Test func aWrongCommandLineEndsWith64() async throws {
        #expect(try await run("nothing").status == 64)
        #expect(try await run("invoke", "no-slash", "--token", "0123456789abcdef").status == 64)
    }

    @Test(arguments: [["list", "--no-such-option"], ["nothing"], ["serve", "--drain", "-1"]])
    func aWrongCommandLineIsToldInJSONWhenItIsAskedFor(arguments: [String]) async throws {
        let outcome = try await Tool(path: Self.executable).run(arguments + ["--json"])
        #expect(outcome.status == 64)
        let failure = try JSONDecoder().decode(Failure.self, from: outcome.errors)
        #expect(failure.error.exitStatus == 64)
        #expect(!failure.error.message.isEmpty)
    }

    @Test func whereNothingAnswersItSaysHowToStartIt() async throws {
        let outcome = try await run("list", "--to", "http://127.0.0.1:1", "--token", "0123456789abcdef", "--json")
        #expect(outcome.status == 69)
        #expect(outcome.output.isEmpty)
        let failure = try JSONDecoder().decode(Failure.self, from: outcome.errors)
        #expect(failure.error.code == "MER-8101")
        #expect(failure.error.exitStatus == 69)
        #expect(failure.error.message.contains("meridian serve"))
    }

    @Test func withoutATokenItSaysWhereOneIsFound() async throws {
        let outcome = try await run("list", "--token-file", "/nowhere/owner.token")
        #expect(outcome.status == 77)
        #expect(outcome.lines.first?.hasPrefix("error: MER-8102: ") == true)
    }

    @Test func aDirectoryWithoutAPackageEndsWith66() async throws {
        #expect(try await run("build", "/nowhere/at/all").status == 66)
        #expect(try await run("deploy", "/nowhere.zip", "--token", "0123456789abcdef").status == 66)
    }

    @Test func isTerminatedInOrderAsSoonAsItIsReady() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let outcome = try await Tool(path: Self.executable).run(
            ["serve", "--data", folder, "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--json"]
        ) { line in
            struct Ready: Decodable {
                var pid: Int32
            }
            if let ready = try? JSONDecoder().decode(Ready.self, from: Data(line.utf8)) { kill(ready.pid, SIGTERM) }
        }
        #expect(outcome.status == 0)
    }

    @Test func servesUntilItIsTerminated() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        let serving = Task {
            try await Tool(path: Self.executable).run(
                ["serve", "--data", folder, "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--json"]
            ) { continuation.yield($0) }
        }
        var iterator = lines.makeAsyncIterator()
        let line = try #require(await iterator.next())
        struct Ready: Decodable {
            var control: String
            var pid: Int32
        }
        let ready = try JSONDecoder().decode(Ready.self, from: Data(line.utf8))
        let list = try await run("list", "--to", ready.control, "--token-file", folder + "/owner.token", "--json")
        #expect(list.status == 0)
        #expect(String(decoding: list.output, as: UTF8.self) == "{\"services\":[]}\n")
        let second = try await run("serve", "--data", folder, "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0")
        #expect(second.status == 74)
        kill(ready.pid, SIGTERM)
        #expect(try await serving.value.status == 0)
    }
}
