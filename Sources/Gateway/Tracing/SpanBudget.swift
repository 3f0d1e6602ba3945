import Admission

/// How many requests of an event loop become spans from their beginning: a loop that is busier leaves the others alone, so
/// that what is seen of it does not slow it down.
struct SpanBudget {
    static let perSecond = 1_000

    private var left = perSecond
    private var renewsAt: Nanoseconds = 0

    /// - Returns: Whether there is room for one more.
    mutating func take(now: Nanoseconds) -> Bool {
        if now >= renewsAt {
            renewsAt = now + 1_000_000_000
            left = Self.perSecond
        }
        guard left > 0 else { return false }
        left -= 1
        return true
    }
}
