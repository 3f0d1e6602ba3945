import Logging
import MeridianCore
import ServiceLifecycle
import UnixSignals

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Serves functions as an ordinary app until SIGTERM or SIGINT, then lets requests under way finish.
enum AppHost {
    static func run(_ app: AssembledApp) async throws {
        let server = try AppServer(app.table, configuration: AppConfiguration(app.environment))
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: AppService(app: app, server: server))],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quietLogger()))
        try await group.run()
    }

    private static func quietLogger() -> Logger {
        var logger = Logger(label: "meridian")
        logger.logLevel = .error
        return logger
    }
}

private struct AppService: Service {
    let app: AssembledApp
    let server: AppServer

    func run() async throws {
        try await app.start()
        do {
            let address = try await server.start()
            StandardStream.print(
                "\(app.table.identity.service) listens on \(address) with \(app.table.manifest.count) functions")
            try await app.ready()
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
