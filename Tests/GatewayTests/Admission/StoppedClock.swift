import Admission
import Synchronization

/// A clock that a test moves.
final class StoppedClock: Sendable {
    private let time = Mutex<Nanoseconds>(1_000_000_000_000)

    var clock: AdmissionClock { AdmissionClock { [self] in time.withLock { $0 } } }

    func advance(milliseconds: Int64) {
        time.withLock { $0 += milliseconds * 1_000_000 }
    }
}
