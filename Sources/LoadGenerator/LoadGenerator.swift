import MeridianCore
public import NIOCore

/// Loads a server by a plan that does not wait for it, and tells how long people would have waited.
public struct LoadGenerator: Sendable {
    private let eventLoop: any EventLoop

    /// - Parameter eventLoop: Sends and receives everything; best one with a processor of its own.
    public init(on eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Runs a plan to its end. A task that is cancelled ends it early and gets what was recorded until then.
    /// - Parameter onSecond: Told on the event loop of each second, a little after it is over.
    /// - Throws: ``MeridianError`` `MER-8701` or `MER-8702` for a plan that can't or must not be run.
    public func run(
        _ plan: LoadPlan, onSecond: (@Sendable (Int, LoadRecorder.Second) -> Void)? = nil
    ) async throws -> LoadRecorder {
        try plan.validate()
        let run = LoadRun(plan, on: eventLoop, onSecond: onSecond)
        return try await withTaskCancellationHandler {
            try await run.start().get()
        } onCancel: {
            run.stop()
        }
    }
}
