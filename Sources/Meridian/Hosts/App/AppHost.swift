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
    static func run(_ table: FunctionTable, environment: Environment) async throws {
        let server = try AppServer(table, configuration: AppConfiguration(environment))
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: AppService(server: server))],
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
    let server: AppServer

    func run() async throws {
        let address = try await server.start()
        StandardStream.print(
            "\(server.table.identity.service) listens on \(address) with \(server.table.manifest.count) functions")
        try? await gracefulShutdown()
        await server.stop()
    }
}
