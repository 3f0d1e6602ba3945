/// A bucket that fills steadily up to a burst, kept as the moment at which it is full again (the generic cell rate
/// algorithm, ITU-T I.371).
struct TokenBucket: Sendable {
    /// How many it holds, and the time in which one comes.
    struct Rate: Sendable, Hashable {
        var burst: Int
        var interval: Duration
    }

    private var fullAt: ContinuousClock.Instant

    init(at now: ContinuousClock.Instant) {
        fullAt = now
    }

    func isFull(at now: ContinuousClock.Instant) -> Bool { fullAt <= now }

    /// Until there is one to take; `nil` when there is one.
    func wait(_ rate: Rate, at now: ContinuousClock.Instant) -> Duration? {
        let missing = now.duration(to: fullAt) + rate.interval - rate.interval * rate.burst
        return missing > .zero ? missing : nil
    }

    /// Takes one, which must be there.
    mutating func take(_ rate: Rate, at now: ContinuousClock.Instant) {
        fullAt = max(fullAt, now) + rate.interval
    }
}
