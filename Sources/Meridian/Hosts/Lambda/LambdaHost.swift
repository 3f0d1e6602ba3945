import MeridianCore
import ServiceLifecycle

/// Serves AWS Lambda, or whatever speaks its Runtime API.
enum LambdaHost {
    /// Serves until the Runtime API goes away, or SIGTERM or SIGINT.
    /// - Parameter assemble: Puts the app together; what it throws is told to the Runtime API.
    static func run(_ assemble: () throws(MeridianError) -> AssembledApp) async throws {
        try await HostLifetime.run(service(LambdaSettings(.process), assemble))
    }

    /// Puts an app together and starts it, or tells why that can't be.
    static func service(
        _ settings: LambdaSettings, _ assemble: () throws(MeridianError) -> AssembledApp
    ) async throws(MeridianError) -> LambdaService {
        do throws(MeridianError) {
            let app = try assemble()
            try await app.start()
            let runtime = try LambdaRuntime(app.table(for: .lambda), settings: settings, logger: app.logger)
            // The first question is on its way while signals are prepared for.
            runtime.open()
            return LambdaService(app: app, runtime: runtime)
        } catch {
            await LambdaRuntime.tell(initFailure: error, settings)
            throw error
        }
    }
}

/// An app that has been started, and is served until its stop.
struct LambdaService: Service {
    let app: AssembledApp
    let runtime: LambdaRuntime

    func run() async throws {
        do {
            try await runtime.waitUntilOpen()
            try await app.ready()
            try await withGracefulShutdownHandler {
                try await runtime.run()
            } onGracefulShutdown: {
                runtime.end()
            }
        } catch {
            await stop()
            throw error
        }
        await stop()
    }

    private func stop() async {
        await runtime.stop()
        await app.stop()
    }
}
