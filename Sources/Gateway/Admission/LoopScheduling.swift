import Admission
import Glibc

/// Has the kernel treat the thread of an event loop as one that is in no hurry (`SCHED_BATCH`, sched(7)) while many requests
/// are turned away.
///
/// Otherwise each of them may interrupt what serves others on the same processor, and cost more by that than by being
/// answered. In no hurry, the loop runs when a worker waits or has had its turn, some milliseconds later at most, and
/// answers all that came meanwhile: Documentation/Decisions/0016. Lives on its loop.
struct LoopScheduling {
    /// So many in so much time are many.
    private static let least = 20
    private static let window = Nanoseconds(100_000_000)
    /// How long after the last of them the loop is in a hurry again.
    private static let rest = Nanoseconds(1_000_000_000)
    /// `SCHED_BATCH` of `<sched.h>`, which has it for GNU's extensions only.
    private static let batch: CInt = 3

    private var turnedAway = 0
    private var windowEnd = Nanoseconds.min
    private var restEnd = Nanoseconds.min
    private(set) var isUnhurried = false

    /// A request was turned away.
    mutating func turnedAway(now: Nanoseconds) {
        if now >= windowEnd {
            windowEnd = now + Self.window
            turnedAway = 0
        }
        turnedAway += 1
        guard turnedAway >= Self.least else { return }
        restEnd = now + Self.rest
        if !isUnhurried { isUnhurried = Self.change(from: SCHED_OTHER, to: Self.batch) }
    }

    /// A request is served.
    mutating func served(now: Nanoseconds) {
        guard isUnhurried, now >= restEnd else { return }
        _ = Self.change(from: Self.batch, to: SCHED_OTHER)
        isUnhurried = false
    }

    /// Changes the policy of the calling thread, unless someone chose another one for it.
    private static func change(from former: CInt, to policy: CInt) -> Bool {
        guard sched_getscheduler(0) == former else { return false }
        var parameters = sched_param()
        return sched_setscheduler(0, policy, &parameters) == 0
    }
}
