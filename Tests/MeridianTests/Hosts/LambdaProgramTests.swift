import Foundation
import MeridianCore
import NIOCore
import SampleEvents
import Testing

@testable import Meridian

/// A program on Lambda from its start to its end, in a process of its own.
@Suite(.timeLimit(.minutes(1)))
struct LambdaProgramTests {
    private struct Program {
        let api: PlayedRuntimeAPI
        let process: Process
        let end: AsyncStream<Void>
        /// Where it complains to.
        let errors: String

        func answer(_ path: String, _ fields: HTTPFields = [:]) async -> String? {
            let event = SampleEvent.functionURL(SampleRequest(.get, path))
            return JSONMembers(await api.invoke(ByteBuffer(string: event.json), fields: fields).body)?.text("body")
        }
    }

    /// Runs the fixture while `body` lasts.
    private func serving<Result>(
        _ environment: [String: String] = [:], keepsAPI: Bool = false, _ body: (Program) async throws -> Result
    ) async throws -> Result {
        let api = PlayedRuntimeAPI()
        let errors = FileManager.default.temporaryDirectory.appending(path: "lambda-\(UUID())").path
        try #require(FileManager.default.createFile(atPath: errors, contents: nil))
        defer { try? FileManager.default.removeItem(atPath: errors) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "FixtureWorker")
        process.environment = try await environment.merging(["AWS_LAMBDA_RUNTIME_API": api.start()]) {
            keepsAPI ? $0 : $1
        }
        process.standardError = FileHandle(forWritingAtPath: errors)
        let (end, ended) = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in ended.finish() }
        try process.run()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(Program(api: api, process: process, end: end, errors: errors)))
        } catch {
            result = .failure(error)
        }
        kill(process.processIdentifier, SIGKILL)
        for await _ in end {}
        await api.stop()
        return try result.get()
    }

    @Test func oneThreadIsEnough() async throws {
        try await serving { program in
            #expect(await program.answer("/hello") == "Hello")
            let threads = try FileManager.default.contentsOfDirectory(
                atPath: "/proc/\(program.process.processIdentifier)/task")
            #expect(threads.count == 1)
        }
    }

    @Test(arguments: ["actor", "queue"]) func whatBelongsOnTheMainThreadRunsThere(way: String) async throws {
        try await serving { program in
            #expect(await program.answer("/main/\(way)") == "main thread")
            #expect(await program.answer("/main/\(way)") == "main thread")
        }
    }

    @Test func theTraceOfAnInvocationIsInTheEnvironment() async throws {
        let traces = ["Root=1-a", "Root=1-bc", String(repeating: "x", count: 5_000), "Root=1-d"]
        let others = Dictionary(uniqueKeysWithValues: (0..<9).map { ("FIXTURE_\($0)", "value \($0)") })
        try await serving(others) { program in
            for trace in traces {
                let seen = await program.answer("/environment/_X_AMZN_TRACE_ID", ["lambda-runtime-trace-id": trace])
                #expect(seen == trace)
                for (name, value) in others { #expect(await program.answer("/environment/\(name)") == value) }
            }
        }
    }

    @Test func anAppThatHasStartedIsStoppedWhenNobodyCanBeAsked() async throws {
        let errors = try await serving(
            ["FIXTURE_SAYS_GOODBYE": "1", "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"], keepsAPI: true
        ) { program in
            for await _ in program.end {}
            #expect(program.process.terminationStatus == 1)
            return try String(contentsOfFile: program.errors, encoding: .utf8)
        }
        #expect(errors.hasPrefix("goodbye\nMER-1342"))
    }

    @Test(arguments: [SIGTERM, SIGINT]) func aSignalStopsTheApp(signal: CInt) async throws {
        try await serving(["FIXTURE_SAYS_GOODBYE": "1"]) { program in
            #expect(await program.answer("/hello") == "Hello")
            kill(program.process.processIdentifier, signal)
            for await _ in program.end {}
            #expect(program.process.terminationReason == .exit)
            #expect(program.process.terminationStatus == 0)
            let said = try String(contentsOfFile: program.errors, encoding: .utf8)
            #expect(said == "goodbye\n")
        }
    }
}
