import MeridianCore

/// Serves Alibaba Cloud Function Compute as a custom runtime: an HTTP server on the port that it names, 9000 otherwise.
enum FunctionComputeHost {
    static func run(_ app: AssembledApp) async throws {
        try await AppHost.serve(app, on: server(app, app.environment))
    }

    static func server(_ app: AssembledApp, _ environment: Environment) throws(MeridianError) -> AppServer {
        let configuration = try AppConfiguration(
            environment, port: ["FC_SERVER_PORT", "FC_CUSTOM_LISTEN_PORT"], or: 9000)
        // Timers are triggers of the platform.
        return try AppServer(app.table(for: .functionCompute), configuration: configuration, firesTimers: false) {
            routes in
            FunctionComputeHandler(routes) { await app.stop() }
        }
    }
}
