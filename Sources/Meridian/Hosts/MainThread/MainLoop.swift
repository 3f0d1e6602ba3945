import NIOCore
import NIOPosix

/// The thread that a program begins on, as an event loop: what a host needs that serves one caller, without the time and
/// the memory of further threads (Documentation/Decisions/0005).
enum MainLoop {
    /// Until then the main queue waits, so that nothing is prepared for it before an app has started that starts at once.
    private static let mainQueueDelay = TimeAmount.milliseconds(2)

    /// Runs the event loop, and on it a task.
    /// - Parameter body: Runs on the event loop also after it has waited; tasks that it starts run as ever.
    static func run(_ body: @escaping @Sendable (any EventLoop) async -> Never) -> Never {
        MultiThreadedEventLoopGroup.withCurrentThreadAsEventLoop { eventLoop in
            Task(executorPreference: LoopExecutor(eventLoop)) { await body(eventLoop) }
            eventLoop.scheduleTask(in: mainQueueDelay) { MainQueue.serve(on: eventLoop) }
        }
        fatalError("the main event loop has ended before the program")
    }
}
