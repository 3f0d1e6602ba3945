/// The part of an overloaded unit that is a function's own: tokens that flow to it at its share of what the unit can do.
struct FairShare: Sendable {
    /// What can be saved up for a burst: so many requests, or what flows in so much time.
    private static let leastSaved = 10.0
    private static let savedTime = 0.25
    /// With what is saved so much may wait, in seconds of the share.
    private static let burstWait = 0.05

    /// A function with more waiting than so many times its part, and more than it has saved, has had its share.
    private static let mostBacklog = 2.0
    private static let leastBacklog = 4.0

    private var tokens = 0.0
    private var filledAt: Nanoseconds = .min
    /// The last period in which the function was counted among those that share.
    private var period = 0

    /// - Parameters:
    ///   - rate: Requests a second that the function may count on.
    ///   - waiting: Requests of the function that wait now.
    ///   - backlog: How many may, if the unit were not overloaded.
    mutating func take(rate: Double, waiting: Int, backlog: Double, now: Nanoseconds) -> Bool {
        let most = max(Self.leastSaved, rate * Self.savedTime)
        // Whoever was not limited for a while has all that can be saved.
        let elapsed = filledAt == .min ? .infinity : max(now - filledAt, 0).seconds
        tokens = elapsed > Self.savedTime ? most : min(tokens + elapsed * rate, most)
        filledAt = now
        let burst = min(tokens, rate * Self.burstWait)
        let mostWaiting = max(Self.leastBacklog, backlog * Self.mostBacklog, burst)
        guard tokens >= 1, Double(waiting) < mostWaiting else { return false }
        tokens -= 1
        return true
    }

    /// A request was turned away: whoever asks for more than its share does not save for bursts.
    mutating func turnedAway() {
        if tokens > Self.leastSaved { tokens -= 1 }
    }

    /// - Returns: Whether this is the first call in the period.
    mutating func isCalled(in period: Int) -> Bool {
        guard self.period != period else { return false }
        self.period = period
        return true
    }
}
