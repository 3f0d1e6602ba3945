/// The part of an overloaded unit that is a function's own: tokens that flow to it at its share of what the unit can do.
struct FairShare: Sendable {
    /// What a function may count on at the moment.
    struct Terms: Sendable {
        /// Its part of the unit, 0–1.
        var part: Double
        /// Requests a second.
        var rate: Double
        /// How many requests of it may wait, if the unit were not overloaded.
        var backlog: Double

        /// What can be saved up for a burst, and how much of it may wait at a time, in seconds of the share. Requests that
        /// come at random at nine tenths of the share bunch so much now and then; what is saved at others' cost is little.
        /// Who has the unit alone would only put off what must be turned away.
        var savedTime: Double { 0.25 + (1 - part) }
        var burstWait: Double { 0.05 + 0.3 * (1 - part) }
    }

    /// At least so many requests can be saved up.
    private static let leastSaved = 10.0
    /// A function with more waiting than so many times its part, and more than it has saved, has had its share.
    private static let mostBacklog = 2.0
    private static let leastBacklog = 4.0

    private var tokens = 0.0
    private var filledAt: Nanoseconds = .min
    /// The last period in which the function was counted among those that share.
    private var period = 0

    /// - Parameter waiting: Requests of the function that wait now.
    mutating func take(_ terms: Terms, waiting: Int, now: Nanoseconds) -> Bool {
        let most = max(Self.leastSaved, terms.rate * terms.savedTime)
        // Whoever was not limited for a while has all that can be saved.
        let elapsed = filledAt == .min ? .infinity : max(now - filledAt, 0).seconds
        tokens = elapsed > terms.savedTime ? most : min(tokens + elapsed * terms.rate, most)
        filledAt = now
        let burst = min(tokens, terms.rate * terms.burstWait)
        let mostWaiting = max(Self.leastBacklog, terms.backlog * Self.mostBacklog, burst)
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
