import MeridianCore

/// Serves Apache OpenWhisk: as the `exec` that OpenWhisk's own proxy starts, or as an action's container, an HTTP server on
/// port 8080 with `/init` and `/run`.
///
/// In a container of its own the app is started by `/init`, since that is what brings the action's variables.
enum OpenWhiskHost {
    static func run(_ app: AssembledApp) async throws {
        if isBehindProxy(app.environment) {
            return try await HostLifetime.run(WhiskLoop(app: app, input: 0, output: 3))
        }
        let server = try server(app, app.environment)
        try await HostLifetime.run(AppService(app: app, server: server, startsApp: false) { _ in })
    }

    private static func isBehindProxy(_ environment: Environment) -> Bool {
        environment[WhiskLoop.acknowledgement] != nil || environment["__OW_EXECUTION_ENV"] != nil
    }

    static func server(
        _ app: AssembledApp, _ environment: Environment, marks: @escaping @Sendable () -> Void = WhiskMarks.write
    ) throws(MeridianError) -> AppServer {
        let configuration = try AppConfiguration(environment, port: ["__OW_PORT"], or: 8080)
        let lifecycle = WhiskLifecycle {
            try await app.startOnce()
            try await app.ready()
        }
        return try AppServer(app.table(for: .openWhisk), configuration: configuration, firesTimers: false) { routes in
            WhiskHandler(routes, lifecycle, marks: marks)
        }
    }
}
