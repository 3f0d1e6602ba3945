import MeridianCore
import NIOCore
import ServiceLifecycle

/// Serves AWS Lambda, or whatever speaks its Runtime API.
enum LambdaHost {
    /// Serves until the Runtime API goes away, or SIGTERM or SIGINT.
    /// - Parameters:
    ///   - eventLoop: That of the main thread.
    ///   - assemble: Puts the app together; what it throws is told to the Runtime API.
    static func run(
        on eventLoop: any EventLoop, _ assemble: () throws(MeridianError) -> AssembledApp
    ) async throws {
        var service = try await service(LambdaSettings(.process), on: eventLoop, assemble)
        // The first question is on its way while signals are prepared for.
        service.onOpen = { [runtime = service.runtime] in Termination.heed(on: eventLoop) { runtime.end() } }
        try await service.run()
    }

    /// Puts an app together and starts it, or tells why that can't be.
    /// - Parameter eventLoop: Serves the first line; without it the service has threads of its own for all.
    static func service(
        _ settings: LambdaSettings, on eventLoop: (any EventLoop)? = nil,
        _ assemble: () throws(MeridianError) -> AssembledApp
    ) async throws(MeridianError) -> LambdaService {
        do throws(MeridianError) {
            let app = try assemble()
            try await app.start()
            let runtime = try LambdaRuntime(
                app.table(for: .lambda), settings: settings, on: eventLoop, logger: app.logger)
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
    /// Called once the first invocation has been asked for.
    var onOpen: @Sendable () -> Void = {}

    func run() async throws {
        do {
            try await runtime.waitUntilOpen()
            onOpen()
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
