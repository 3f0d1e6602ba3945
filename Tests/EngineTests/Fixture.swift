import Engine
import Glibc
import MeridianCore
import NIOCore
import NIOPosix
import Telemetry
import Testing

/// An engine with the fixture worker, which is built beside the tests.
struct Fixture: Sendable {
    let engine: Engine
    let logs = LogStore()

    private init(_ configuration: EngineConfiguration) {
        engine = Engine(configuration: configuration, group: NIOSingletons.posixEventLoopGroup, logs: logs)
    }

    /// Runs `body` with a release of the fixture and ends everything after it.
    static func withRelease<Result: Sendable>(
        _ options: FunctionOptions = FunctionOptions(), configuration: EngineConfiguration = EngineConfiguration(),
        verify: Bool = false, _ body: (Fixture, ActiveRelease) async throws -> Result
    ) async throws -> Result {
        let fixture = Fixture(configuration)
        let active: ActiveRelease
        do {
            active = try await fixture.engine.activate(release(options), verify: verify)
        } catch {
            await fixture.engine.shutdown()
            throw error
        }
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(fixture, active)) } catch { result = .failure(error) }
        await fixture.engine.retire(active)
        await fixture.engine.shutdown()
        return try result.get()
    }

    static let functions: [FunctionManifest] = [
        http("hello", "/hello"), http("greet", "/greet/{name}"), http("echo", "/echo", .post), http("slow", "/slow"),
        http("stuck", "/stuck", options: FunctionOptions(timeout: 0.2)), http("crash", "/crash"),
        http("process", "/process"), http("main", "/main/{way}"), http("environment", "/environment/{name}"),
        http("says", "/says"),
        http("hoard", "/hoard"), http("cookies", "/cookies"),
    ]

    private static func http(
        _ name: String, _ path: String, _ method: HTTPMethod = .get, options: FunctionOptions = FunctionOptions()
    ) -> FunctionManifest {
        FunctionManifest(
            name: FunctionName(name)!, triggers: [.http(HTTPTrigger(methods: [method], path: path))], options: options)
    }

    static func release(_ options: FunctionOptions) -> Release {
        Release(
            service: ServiceName("fixture")!, number: 1, digest: "0",
            manifest: Manifest(
                service: ServiceName("fixture")!, entry: "FixtureWorker", defaults: options, functions: functions),
            directory: buildDirectory)
    }

    static let sandboxProgram = buildDirectory + "/" + Sandbox.programName

    /// The sandbox of this machine; `nil` where no namespaces can be made.
    static let sandbox = try? Sandbox(executable: sandboxProgram)

    /// Where the test executable lies, and the fixture beside it.
    static let buildDirectory: String = {
        var path = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &path, path.count)
        let executable = String(decoding: path[..<max(0, length)].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return executable.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    }()
}

extension ActiveRelease {
    /// Calls a function by name.
    func call(
        _ name: String, _ target: String? = nil, method: HTTPMethod = .get, body: ByteBuffer = ByteBuffer()
    ) async throws -> (head: ResponseHead, body: ByteBuffer) {
        let index = try #require(release.manifest.functions.firstIndex { $0.name.rawValue == name })
        let request = RequestHead(
            method: method, target: target ?? "/\(name)", fields: [RequestID.fieldName: RequestID.make()])
        return try await invoke(function: index, trigger: 0, request: request, body: body)
    }

    /// The text that a function answers with.
    func text(_ name: String, _ target: String? = nil) async throws -> String {
        String(buffer: try await call(name, target).body)
    }

    /// What a call fails with.
    func failure(_ name: String, _ target: String? = nil) async -> MeridianError? {
        do {
            let answer = try await call(name, target)
            Issue.record("\(name) answered \(answer.head.status) instead of failing")
            return nil
        } catch {
            return error as? MeridianError
        }
    }

    /// The status of the only group.
    func group() async throws -> GroupStatus {
        try #require(await status().first)
    }

    /// Waits until the group is as `condition` wants it.
    func group(within limit: Duration = .seconds(20), where condition: (GroupStatus) -> Bool) async throws
        -> GroupStatus
    {
        let clock = ContinuousClock()
        let end = clock.now + limit
        while true {
            let status = try await group()
            if condition(status) { return status }
            try #require(clock.now < end, "the group never came to be as expected: \(status)")
            await Task.yield()
        }
    }
}
