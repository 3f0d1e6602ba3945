public import MeridianCore
import NIOCore
import Synchronization

/// A clock whose time moves only when a test says so.
///
/// ```swift
/// let clock = TestClock(at: "2026-03-01T02:59:00Z")
/// let app = try TestApp(Shop.self, clock: clock)
/// await clock.advance(by: .seconds(60))      // what `@Timer(cron: "0 3 * * *")` marks has run
/// ```
/// The timers of a ``TestApp`` fire by it and the deadlines of its functions pass by it. A function that waits takes
/// an `any Clock<Duration>` and is handed this one in tests.
public final class TestClock: Clock, Sendable {
    public typealias Instant = ContinuousClock.Instant

    let state: Mutex<State>
    private let origin: Instant
    private let start: Timestamp

    /// - Parameter time: What the wall clock shows at first, by RFC 3339; malformed text is a programmer's mistake.
    public init(at time: String = "2026-03-01T00:00:00Z") {
        guard let start = Timestamp(time) else { preconditionFailure("'\(time)' is no date-time by RFC 3339") }
        self.start = start
        self.origin = .now
        self.state = Mutex(State(now: origin))
    }

    public var now: Instant { state.withLock { $0.now } }

    public var minimumResolution: Duration { .nanoseconds(1) }

    /// The wall clock.
    public var timestamp: Timestamp {
        let (seconds, attoseconds) = (now - origin).components
        return Timestamp(milliseconds: start.milliseconds + seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }

    /// Suspends until the test has moved the time to `deadline`.
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try Task.checkCancellation()
        let id = state.withLock { $0.makeID() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let outcome: Result<Void, any Error>? = change { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.add(Waiter(id: id, instant: deadline, kind: .sleep(continuation)))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            guard case .sleep(let continuation)? = change({ $0.remove(id) })?.kind else { return }
            continuation.resume(throwing: CancellationError())
        }
    }

    /// Suspends until so many tasks sleep on this clock.
    public func waitForSleepers(_ count: Int = 1) async {
        await wait { state in state.waiters.count { $0.isSleep } >= count }
    }

    /// Suspends until so many invocations have a deadline to keep.
    public func waitForDeadlines(_ count: Int = 1) async {
        await wait { state in state.waiters.count { $0.isDeadline } >= count }
    }
}
