import Control
import Logging
import ServiceLifecycle
import UnixSignals

/// A platform from its start to the signal that ends it.
struct PlatformSession: Service {
    let platform: Platform
    /// Called when the platform listens.
    let ready: @Sendable (Platform.Addresses) -> Void
    /// Runs beside the platform once that listens.
    var companion: (any Service)?

    /// Runs until SIGTERM or SIGINT, which let requests finish. Signals are taken from before the platform starts.
    func run(logger: Logger) async throws {
        let services = ServiceGroup(
            configuration: .init(services: [self], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await services.run()
    }

    func run() async throws {
        do {
            ready(try await platform.start())
        } catch {
            await platform.shutdown()
            throw error
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await platform.run() }
            if let companion { group.addTask { try await companion.run() } }
            try await group.waitForAll()
        }
    }
}
