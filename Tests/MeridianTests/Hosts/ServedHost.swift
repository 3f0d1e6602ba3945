import MeridianCore
import NIOCore
import ServiceLifecycle

@testable import Meridian

/// A host that serves an app, from its start to its orderly end, with the platform that calls it.
enum ServedHost {
    /// - Parameters:
    ///   - environment: What the platform sets, beside where to listen.
    ///   - body: Gets the platform. The host is stopped afterwards as SIGTERM would.
    static func serve<Result: Sendable>(
        _ sketch: SketchedApp, at place: HostPlace, environment: [String: String] = [:],
        _ body: @Sendable (any HostEdge) async throws -> Result
    ) async throws -> Result {
        if place.isLambda {
            return try await serveLambda(sketch, at: place, environment) {
                try await body(LambdaEdge(api: $0, place: place))
            }
        }
        let environment = Environment(environment.merging(["MERIDIAN_LISTEN": "127.0.0.1:0"]) { $1 })
        let app = try sketch.assembled()
        let (addresses, address) = AsyncStream<String>.makeStream()
        let service = AppService(
            app: app, server: try server(app, environment, at: place), startsApp: place != .openWhisk
        ) { address.yield($0) }
        return try await running(service, ended: { address.finish() }) {
            guard
                let port = await addresses.first(where: { _ in true })?.split(separator: ":").last.flatMap({ Int($0) })
            else { throw Unexpected("the host does not listen") }
            return try await body(edge(at: place, EdgeClient(port: port)))
        }
    }

    static func serveLambda<Result: Sendable>(
        _ sketch: SketchedApp, at place: HostPlace = .lambdaVersion2, _ environment: [String: String] = [:],
        _ body: @Sendable (PlayedRuntimeAPI) async throws -> Result
    ) async throws -> Result {
        let api = PlayedRuntimeAPI()
        let environment = try await environment.merging([
            "AWS_LAMBDA_RUNTIME_API": api.start(),
            "MERIDIAN_LAMBDA_RESPONSE": place == .lambdaStreaming ? "stream" : "buffer",
        ]) { $1 }
        do {
            let service = try await LambdaHost.service(LambdaSettings(Environment(environment))) {
                () throws(MeridianError) in try sketch.assembled()
            }
            let result = try await running(service) { try await body(api) }
            await api.stop()
            return result
        } catch {
            await api.stop()
            throw error
        }
    }

    /// Runs a service while `body` lasts, then lets it end in order.
    private static func running<Result: Sendable>(
        _ service: some Service, ended: @escaping @Sendable () -> Void = {},
        _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        let group = HostLifetime.group(of: service)
        let run = Task {
            defer { ended() }
            try await group.run()
        }
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await group.triggerGracefulShutdown()
        try await run.value
        return try result.get()
    }

    private static func server(
        _ app: AssembledApp, _ environment: Environment, at place: HostPlace
    ) throws -> AppServer {
        switch place {
        case .functionCompute: try FunctionComputeHost.server(app, environment)
        case .knative: try KnativeHost.server(app, environment)
        case .openWhisk: try OpenWhiskHost.server(app, environment, marks: {})
        case .azure: try AzureHost.server(app, environment)
        default: try AppServer(app.table, configuration: AppConfiguration(environment))
        }
    }

    private static func edge(at place: HostPlace, _ client: EdgeClient) -> any HostEdge {
        switch place {
        case .functionCompute: FunctionComputeEdge(client: client)
        case .knative: KnativeEdge(client: client)
        case .openWhisk: OpenWhiskEdge(client: client)
        case .azure: AzureEdge(client: client)
        default: AppEdge(client: client)
        }
    }
}
