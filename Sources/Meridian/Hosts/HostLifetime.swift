import Logging
import ServiceLifecycle
import UnixSignals

enum HostLifetime {
    /// Runs a service until it ends, or until SIGTERM or SIGINT and what it does then.
    static func run(_ service: some Service) async throws {
        try await group(of: service, signals: [.sigterm, .sigint]).run()
    }

    static func group(of service: some Service, signals: [UnixSignal] = []) -> ServiceGroup {
        var logger = Logger(label: "meridian")
        logger.logLevel = .error
        return ServiceGroup(
            configuration: .init(
                services: [
                    .init(
                        service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .cancelGroup)
                ],
                gracefulShutdownSignals: signals,
                logger: logger))
    }
}
