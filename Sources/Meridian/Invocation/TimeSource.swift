package import MeridianCore
package import NIOCore

/// The time that timers and deadlines go by when it is not the system's: a test's.
package protocol TimeSource: AnyObject, Sendable {
    /// The wall clock, which schedules are compared with.
    var timestamp: Timestamp { get }

    /// The clock of deadlines.
    var now: ContinuousClock.Instant { get }

    /// Runs something on an event loop once.
    /// - Parameters:
    ///   - delay: From now.
    ///   - isDeadline: Whether it ends an invocation; otherwise it is a timer's.
    /// - Returns: Calls it off.
    @discardableResult
    func schedule(
        in delay: TimeAmount, isDeadline: Bool, on eventLoop: any EventLoop, _ body: @escaping @Sendable () -> Void
    ) -> @Sendable () -> Void

    /// Told when the run of a timer begins, and when it is over.
    func runBegan()
    func runEnded()
}
