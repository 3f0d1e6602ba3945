public import MeridianCore
import Synchronization

/// A clock that stands until it is told to go on.
public final class ManualClock: Sendable {
    private let time = Mutex(Timestamp(milliseconds: 1_700_000_000_000))

    public init() {}

    public var now: Timestamp { time.withLock { $0 } }

    /// - Parameter milliseconds: May be negative, as when the clock of a machine is set back.
    public func advance(_ milliseconds: Int64) {
        time.withLock { $0.milliseconds += milliseconds }
    }

    /// The time so many milliseconds from now.
    public func at(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: now.milliseconds + milliseconds)
    }
}
