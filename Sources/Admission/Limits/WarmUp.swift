/// A rate that grows while it is used: a function that was idle is cold, and may be called at a third of its rate first.
///
/// A bucket of tokens fills while there are fewer requests than a cold function takes, and empties by those that pass.
/// Above the warning line, the distance between requests grows with what is in the bucket (the rate limiter of Guava,
/// in Sentinel's form).
struct WarmUp: Sendable {
    private let count: Double
    private let coldFactor: Double
    private let warningTokens: Double
    private let maxTokens: Double
    private let slope: Double

    private var tokens: Double
    /// The last whole second for which tokens were reckoned.
    private var second: Int64 = .min
    private var passedInSecond = 0.0

    /// - Parameters:
    ///   - count: Requests a second when warm; more than 0.
    ///   - period: How long warming up takes, in seconds.
    ///   - coldFactor: What part of `count` a cold function takes, as a divisor; more than 1.
    init(count: Double, period: Double, coldFactor: Double) {
        self.count = count
        self.coldFactor = coldFactor
        warningTokens = period * count / (coldFactor - 1)
        maxTokens = warningTokens + 2 * period * count / (1 + coldFactor)
        slope = (coldFactor - 1) / count / (maxTokens - warningTokens)
        tokens = maxTokens
    }

    /// Requests a second that may pass now.
    mutating func rate(now: Nanoseconds) -> Double {
        reckon(now)
        guard tokens > warningTokens else { return count }
        return 1 / ((tokens - warningTokens) * slope + 1 / count)
    }

    mutating func passed(now: Nanoseconds) {
        reckon(now)
        passedInSecond += 1
    }

    mutating func giveBack() {
        if passedInSecond > 0 { passedInSecond -= 1 }
    }

    private mutating func reckon(_ now: Nanoseconds) {
        let current = now / .second
        guard current > second else { return }
        guard second != .min else {
            second = current
            return
        }
        let elapsed = Double(current - second)
        // Of the seconds gone by, all but the first saw no request.
        let cools = tokens < warningTokens || passedInSecond < count / coldFactor
        tokens = min(max(tokens - passedInSecond + (cools ? elapsed * count : 0), 0), maxTokens)
        passedInSecond = 0
        second = current
    }
}
