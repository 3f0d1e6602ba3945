import Meridian
import Synchronization

/// Tells the time a test wants.
final class SettableClock: Sendable {
    private let time = Mutex(Timestamp(milliseconds: 1_750_000_000_000))

    var now: Timestamp { time.withLock { $0 } }

    func advance(milliseconds: Int64) {
        time.withLock { $0.milliseconds += milliseconds }
    }
}
