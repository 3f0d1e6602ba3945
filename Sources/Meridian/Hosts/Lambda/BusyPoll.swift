import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Waits awake for what tends to come at once, as an adaptive mutex does before it sleeps.
///
/// A thread that sleeps on an idle core runs again some 50 µs after its bytes have come, which is longer than an invocation
/// takes. While invocations come one right after the other the thread looks for the next instead; as soon as one takes its
/// time it sleeps as ever. The thread does nothing else meanwhile, so it must have nothing else to do.
///
/// Belongs to one thread.
final class BusyPoll {
    /// The longest wait without sleep.
    static let patience = TimeAmount.microseconds(200)
    /// What came within this, though the thread slept, would have come to one that was awake within its patience.
    static let soon = TimeAmount.microseconds(500)
    /// To give the core away takes longer than to look.
    private static let looksPerYield = 8

    @exclusivity(unchecked) private var asked: NIODeadline?
    /// When the look began that goes on.
    @exclusivity(unchecked) private var looking: NIODeadline?
    @exclusivity(unchecked) private(set) var isWorthIt = false

    /// Something has been asked for.
    func begin(at now: NIODeadline = .now()) { asked = now }

    /// It has come.
    func end(at now: NIODeadline? = nil) {
        if let asked { isWorthIt = (now ?? looking ?? .now()) - asked <= Self.soon }
        asked = nil
    }

    /// Returns once it has come, when the patience is over, or at once when waiting is not worth it.
    /// - Parameter look: Takes what has come; whether anything had.
    /// - Returns: What it said at last.
    func wait(_ look: () -> Bool) -> Bool {
        guard isWorthIt, let asked else { return false }
        let end = asked + Self.patience
        defer { looking = nil }
        var looks = 0
        while true {
            let now = NIODeadline.now()
            looking = now
            if look() { return true }
            guard now < end else { return false }
            // Whoever is to answer may want this very core.
            if looks % Self.looksPerYield == 0 { sched_yield() }
            looks &+= 1
        }
    }
}
