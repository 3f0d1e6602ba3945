import MeridianCore
import Synchronization

/// Serves in a container that is scaled from outside: Knative, Cloud Run, a plain Deployment. An HTTP server on `PORT`,
/// 8080 otherwise, that takes CloudEvents at its root and fires no timers, since there may be many of it.
enum KnativeHost {
    static func run(_ app: AssembledApp) async throws {
        try await AppHost.serve(app, on: server(app, app.environment))
    }

    static func server(_ app: AssembledApp, _ environment: Environment) throws(MeridianError) -> AppServer {
        let configuration = try AppConfiguration(environment, port: ["PORT"], or: 8080)
        return try AppServer(app.table(for: .knative), configuration: configuration, firesTimers: false) { routes in
            KnativeHandler(routes) { app.isReady }
        }
    }
}
