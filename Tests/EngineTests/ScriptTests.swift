import Engine
import Foundation
import MeridianCore
import NIOCore
import NIOPosix
import Telemetry
import Testing

/// Functions in JavaScript on the engine, with the worker that is built beside the tests.
@Suite(.timeLimit(.minutes(2)))
struct ScriptTests {
    private static let script = """
        exports.hello = () => ({ default: { fetch: (request) => new Response(`hello from ${new URL(request.url).pathname}`) } });
        exports.echo = () => ({ default: { fetch: (request) => new Response(request.body) } });
        exports.says = () => ({ fetch(request, env) { console.warn("careful", env.WORD); return new Response("said"); } });
        exports.loop = () => ({ fetch() { for (;;); } });
        exports.pattern = () => ({ fetch: () => new Response(`${/^(a|aa)+$/.test("a".repeat(60) + "b")}`) });
        exports.microtasks = () => ({ fetch() {
          const again = () => Promise.resolve().then(again);
          again();
          return new Response("never");
        } });
        """

    /// Runs `body` with a release of the script.
    private func withRelease(
        _ script: String = script, _ options: FunctionOptions = FunctionOptions(),
        functions: [String] = ["hello", "echo", "says", "loop", "pattern", "microtasks"], verify: Bool = false,
        sandbox: Sandbox? = nil, secrets: (any SecretSource)? = nil, age: TimeAmount = .hours(1),
        _ body: (ActiveRelease, LogStore) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "script-\(UUID())").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try script.write(toFile: directory + "/main.js", atomically: true, encoding: .utf8)
        var configuration = EngineConfiguration()
        configuration.isolateExecutable = Fixture.buildDirectory + "/meridian-isolate"
        configuration.cancellationGrace = .milliseconds(300)
        configuration.sandbox = sandbox
        configuration.secrets = secrets
        configuration.isolateAge = age
        let logs = LogStore()
        let engine = Engine(configuration: configuration, group: NIOSingletons.posixEventLoopGroup, logs: logs)
        let name = ServiceName("script")!
        let manifest = Manifest(
            service: name, runtime: .javascript, entry: "main.js", defaults: options,
            functions: functions.map { function in
                let late = ["loop", "pattern", "microtasks"].contains(function)
                return FunctionManifest(
                    name: FunctionName(function)!, triggers: [.http(HTTPTrigger(path: "/\(function)"))],
                    options: FunctionOptions(timeout: late ? 0.2 : nil))
            })
        let release = Release(service: name, number: 1, digest: "0", manifest: manifest, directory: directory)
        do {
            let active = try await engine.activate(release, verify: verify)
            do {
                try await body(active, logs)
            } catch {
                await engine.retire(active)
                throw error
            }
            await engine.retire(active)
        } catch {
            await engine.shutdown()
            throw error
        }
        await engine.shutdown()
    }

    @Test func `the first request is answered by a worker that waited`() async throws {
        try await withRelease { release, _ in
            let answer1 = try await release.text("hello")
            #expect(answer1 == "hello from /hello")
            let answer5 = try await release.group().instances.map(\.state)
            #expect(answer5 == ["ready"])
        }
    }

    @Test func `a script is sampled by the functions that run`() async throws {
        let script = """
            function churn(n) { let sum = 0; for (let i = 0; i < n; i++) sum += Math.sqrt(i) % 7; return sum; }
            exports.work = () => ({ fetch: () => new Response(`${churn(2e6) > 0}`) });
            exports.hello = () => ({ fetch: () => new Response("hello") });
            """
        try await withRelease(script, functions: ["work", "hello"]) { release, _ in
            let answer = try await release.text("work")
            #expect(answer == "true")
            let instance = try #require(try await release.group().instances.first)
            let calls = Task { while !Task.isCancelled { _ = try await release.text("work") } }
            let profile = try await release.sampleScript(of: 0, for: .milliseconds(1_500))
            calls.cancel()
            _ = await calls.result
            #expect(profile.processes == [instance.pid])
            let lines = profile.folded.split(separator: "\n")
            #expect(lines.contains { $0.contains("churn (main.js);churn, line 1 ") }, "\(profile.folded)")
            #expect(lines.allSatisfy { $0.split(separator: " ").last.flatMap { Int($0) }.map { $0 > 0 } == true })
            // Another function has nothing to do with it, and requests are counted as before.
            let idle = try await release.sampleScript(of: 1, for: .milliseconds(10))
            #expect(idle.folded.isEmpty)
        }
    }

    @Test func `nothing is sampled where nothing runs`() async throws {
        try await withRelease { release, _ in
            let profile = try await release.sampleScript(of: 0, for: .seconds(1))
            #expect(profile.processes.isEmpty)
            #expect(profile.folded.isEmpty)
        }
    }

    @Test(.enabled(if: Fixture.sandbox != nil, "namespaces can be made here"))
    func `a script runs in the sandbox`() async throws {
        try await withRelease(sandbox: Fixture.sandbox) { release, _ in
            let answer = try await release.text("hello")
            #expect(answer == "hello from /hello")
            let end = await outcome(of: "loop", release)
            #expect(end == 504 || end == 502)
        }
    }

    /// Modules are compiled on other threads, and by what the sandbox leaves of memory and system calls.
    @Test(.enabled(if: Fixture.sandbox != nil, "namespaces can be made here"))
    func `WebAssembly runs in the sandbox`() async throws {
        let script = """
            const bytes = new Uint8Array([
              0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 6, 1, 4, 0, 65, 42,
              11]);
            exports.wasm = () => ({ async fetch() {
              const { instance } = await WebAssembly.instantiate(bytes);
              return new Response(`${instance.exports.f()}`);
            } });
            """
        try await withRelease(script, functions: ["wasm"], sandbox: Fixture.sandbox) { release, _ in
            let answer = try await release.text("wasm")
            #expect(answer == "42")
        }
    }

    @Test func `bodies go both ways`() async throws {
        let text = String(repeating: "0123456789", count: 100_000)
        try await withRelease { release, _ in
            let answer = try await release.call("echo", method: .post, body: ByteBuffer(string: text))
            #expect(String(buffer: answer.body) == text)
        }
    }

    @Test func `many requests at once are answered`() async throws {
        try await withRelease { release, _ in
            try await withThrowingTaskGroup(of: String.self) { group in
                for index in 0..<200 { group.addTask { try await release.text("hello", "/hello/\(index)") } }
                let answers = try await group.reduce(into: Set<String>()) { $0.insert($1) }
                #expect(answers.count == 200)
            }
        }
    }

    @Test func `a worker is replaced when it is old, and no request is lost`() async throws {
        let script = "let calls = 0; exports.count = () => ({ fetch: () => new Response(String(++calls)) });"
        try await withRelease(script, functions: ["count"], age: .milliseconds(100)) { release, _ in
            var workers: Set<Int> = []
            while workers.count < 3 {
                let answer = try await release.call("count")
                #expect(answer.head.status == 200)
                workers.formUnion(try await release.group().instances.filter { $0.state == "ready" }.map(\.pid))
            }
        }
    }

    @Test func `a script that takes everything at once is ended with its reason`() async throws {
        let script = """
            exports.bomb = () => ({ fetch: () => { const all = []; for (;;) all.push(new Array(1 << 16).fill(1)); } });
            exports.calm = () => ({ fetch: () => new Response("calm") });
            """
        let options = FunctionOptions(memorySize: 192, timeout: 30)
        try await withRelease(script, options, functions: ["bomb", "calm"]) { release, logs in
            let error = await #expect(throws: MeridianError.self) { _ = try await release.call("bomb") }
            #expect(error?.code == .memoryExceeded)
            #expect(error?.message.contains("memorySize allows 192") == true)
            let answer = try await release.text("calm")
            #expect(answer == "calm")
        }
    }

    @Test func `a script has secrets among its variables`() async throws {
        let script = "exports.word = () => ({ fetch: (request, env) => new Response(env.WORD) });"
        let options = FunctionOptions(environment: ["WORD": "${secret.WORD}!"])
        try await withRelease(script, options, functions: ["word"], secrets: SecretTests.Secrets()) { release, _ in
            let answer = try await release.text("word")
            #expect(answer == "script-word!")
        }
    }

    @Test func `what a script writes to its console is logged with its request`() async throws {
        try await withRelease(Self.script, FunctionOptions(environment: ["WORD": "now"])) { release, logs in
            let answer2 = try await release.text("says")
            #expect(answer2 == "said")
            let clock = ContinuousClock()
            let end = clock.now + .seconds(10)
            while true {
                if let line = logs.recent().first(where: { $0.message == "careful now" }) {
                    #expect(line.level == .warning)
                    #expect(line.function?.rawValue == "says")
                    #expect(line.requestID?.isEmpty == false)
                    return
                }
                try #require(clock.now < end)
                await Task.yield()
            }
        }
    }

    @Test(arguments: ["loop", "pattern", "microtasks"])
    func `a script that does not end is ended, and others go on`(_ function: String) async throws {
        try await withRelease { release, _ in
            let answer3 = try await release.text("hello")
            #expect(answer3 == "hello from /hello")
            let end = await outcome(of: function, release)
            #expect(end == 504 || end == 502)
            let answer4 = try await release.text("hello")
            #expect(answer4 == "hello from /hello")
        }
    }

    /// The status of an answer, or of the error that came instead of one.
    private func outcome(of function: String, _ release: ActiveRelease) async -> Int {
        do {
            return try await release.call(function).head.status
        } catch {
            return (error as? MeridianError)?.status ?? 0
        }
    }

    @Test func `a script that does not load is told when it is deployed`() async throws {
        let error = await #expect(throws: MeridianError.self) {
            try await withRelease("exports.hello = () => { missing(); };", functions: ["hello"], verify: true) { _, _ in
            }
        }
        #expect(error?.description.contains("missing") == true)
    }

    @Test func `a script that has gone is told to who asks, and serves again when it is back`() async throws {
        try await withRelease { release, _ in
            let script = release.release.directory + "/main.js"
            try FileManager.default.moveItem(atPath: script, toPath: script + ".away")
            let error = await #expect(throws: MeridianError.self) { _ = try await release.call("hello") }
            #expect(error?.code == .scriptUnusable)
            #expect(error?.status == 502)
            try FileManager.default.moveItem(atPath: script + ".away", toPath: script)
            let answer = try await release.text("hello")
            #expect(answer == "hello from /hello")
        }
    }

    @Test func `without the program for JavaScript the platform says so`() async throws {
        let engine = Engine(
            configuration: EngineConfiguration(), group: NIOSingletons.posixEventLoopGroup, logs: LogStore())
        let name = ServiceName("script")!
        let release = Release(
            service: name, number: 1, digest: "0",
            manifest: Manifest(service: name, runtime: .javascript, entry: "main.js", functions: []), directory: "/")
        let error = await #expect(throws: MeridianError.self) { _ = try await engine.activate(release) }
        await engine.shutdown()
        #expect(error?.code == .isolatesMissing)
    }
}
