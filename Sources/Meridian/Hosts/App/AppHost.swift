import MeridianCore
import ServiceLifecycle

/// Serves functions as an ordinary app until SIGTERM or SIGINT, then lets requests under way finish.
enum AppHost {
    static func run(_ app: AssembledApp) async throws {
        try await serve(app, on: AppServer(app.table(for: .app), configuration: AppConfiguration(app.environment)))
    }

    /// Starts the app, serves, and stops both in order: what all platforms need that call over HTTP.
    static func serve(_ app: AssembledApp, on server: AppServer) async throws {
        try await HostLifetime.run(
            AppService(app: app, server: server) { address in
                let count = server.table.manifest.count
                StandardStream.print("\(server.table.identity.service) listens on \(address) with \(count) functions")
            })
    }
}

/// An app that is served over HTTP, from its start to its stop.
struct AppService: Service {
    let app: AssembledApp
    let server: AppServer
    /// Whether the app is started before the port is opened; otherwise the platform asks for it later.
    var startsApp = true
    /// Told where the server listens.
    let announce: @Sendable (_ address: String) -> Void

    func run() async throws {
        if startsApp { try await app.start() }
        do {
            announce(try await server.start())
            if startsApp { try await app.ready() }
        } catch {
            await stop()
            throw error
        }
        try? await gracefulShutdown()
        await stop()
    }

    private func stop() async {
        await server.stop()
        await app.stop()
    }
}
