/// A caller's own restraint: once the other side turns away a good part of its calls, most are not sent at all.
///
/// The chance that a call stays here is `max(0, (requests − K·accepts) / (requests + 1))` over the last while
/// (*Site Reliability Engineering*, ch. 21), and never more than 95 %: what still goes out tells when the other side has
/// recovered, and brings a caller back within twice the interval.
public struct ClientThrottle: Sendable {
    private static let highestChance = 0.95

    private let multiplier: Double
    private var requests: RateWindow
    private var accepts: RateWindow

    /// - Parameters:
    ///   - multiplier: K: how many calls are sent for each that is accepted.
    ///   - interval: Over which calls are counted, in seconds.
    public init(multiplier: Double = 2, interval: Double = 30) {
        self.multiplier = multiplier
        requests = RateWindow(interval: Nanoseconds(seconds: interval))
        accepts = RateWindow(interval: Nanoseconds(seconds: interval))
    }

    /// The chance that the next call is not sent, from 0 to 1.
    public mutating func rejectionChance(now: Nanoseconds) -> Double {
        let asked = Double(requests.count(now: now))
        let accepted = Double(accepts.count(now: now))
        return min(max(0, (asked - multiplier * accepted) / (asked + 1)), Self.highestChance)
    }

    /// Counts a call that is wanted.
    /// - Returns: Whether it is sent.
    public mutating func ask(now: Nanoseconds, using generator: inout some RandomNumberGenerator) -> Bool {
        let chance = rejectionChance(now: now)
        requests.add(now: now)
        return chance == 0 || Double.random(in: 0..<1, using: &generator) >= chance
    }

    /// The other side served a call, or failed on its own account.
    public mutating func accepted(now: Nanoseconds) {
        accepts.add(now: now)
    }
}
