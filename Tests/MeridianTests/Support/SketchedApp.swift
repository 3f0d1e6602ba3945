import HTTPTransport
import Logging
import MeridianCore
import NIOCore
import NIOPosix
import Synchronization

@testable import Meridian

/// An app that a test puts together.
struct SketchedApp: FunctionApp {
    static let name = "sketch"

    var functionList: @Sendable () -> FunctionList = { FunctionList([]) }
    var providing: @Sendable (inout Providers) -> Void = { _ in }
    var pluginList: @Sendable () -> [any Plugin] = { [] }
    var layerList: @Sendable () -> [any FunctionLayer] = { [] }
    var configuration = Configuration()
    var ofStages: [String: Configuration] = [:]
    var configurationSources: [any ConfigurationSource] = []
    var results: (any ResultEncoder)?
    var journal: Journal?
    var failsToStart = false

    init() {}

    init(@FunctionGroupBuilder _ functions: @escaping @Sendable () -> FunctionList) {
        functionList = functions
    }

    var functions: FunctionList { functionList() }

    var plugins: [any Plugin] {
        get { pluginList() }
        set { pluginList = { newValue } }
    }

    var middleware: [any FunctionLayer] {
        get { layerList() }
        set { layerList = { newValue } }
    }

    func provide(_ providers: inout Providers) { providing(&providers) }

    func configuration(for stage: String) -> Configuration { ofStages[stage] ?? Configuration() }

    func onStart() async throws {
        journal?.note("app start")
        if failsToStart { throw Refusal() }
    }

    func onReady() async throws { journal?.note("app ready") }

    func onStop() async throws { journal?.note("app stop") }

    func assembled(
        environment: [String: String] = [:], overrides: AppOverrides = AppOverrides(),
        logs: LogDestination = .handler { _ in LogRecorder().handler() }
    ) throws(MeridianError) -> AssembledApp {
        try AssembledApp(environment: Environment(environment), logs: logs, overrides: overrides) { self }
    }

    /// What is wrong with the app, before it starts.
    func fault() -> MeridianError? {
        do throws(MeridianError) {
            _ = try assembled()
            return nil
        } catch {
            return error
        }
    }

    /// What is wrong with the app when it starts.
    func startFault(environment: [String: String] = [:]) async throws -> MeridianError? {
        let app = try assembled(environment: environment)
        do throws(MeridianError) {
            try await app.start()
            return nil
        } catch {
            return error
        }
    }
}

struct Refusal: Error {}

/// What happened, in order.
final class Journal: Sendable {
    private let recorded = Mutex<[String]>([])

    var lines: [String] { recorded.withLock { $0 } }

    func note(_ line: String) { recorded.withLock { $0.append(line) } }

    func wait(for line: String) async {
        while !lines.contains(line) { await Task.yield() }
    }
}

extension AssembledApp {
    /// Calls a function as a host would.
    func call(
        _ method: HTTPMethod = .get, _ target: String = "/", fields: HTTPFields = HTTPFields(), body: String = "",
        function: Int = 0, trigger: Int = 0, timeout: TimeAmount? = nil
    ) async -> CollectedAnswer {
        await withCheckedContinuation { continuation in
            table.call(
                function: function, trigger: trigger,
                request: RequestHead(method: method, target: target, fields: fields), body: ByteBuffer(string: body),
                timeout: timeout, on: MultiThreadedEventLoopGroup.singleton.next()
            ) { continuation.resume(returning: $0) }
        }
    }
}
