/// How long to wait before another try: a time chosen by chance between nothing and a bound that doubles with each
/// failure, so that what failed together does not come back together ("full jitter": M. Brooker, "Exponential Backoff
/// And Jitter", AWS Architecture Blog, 2015).
public struct BackOff: Sendable, Equatable {
    /// The bound after the first failure.
    public var first: Duration
    /// The bound after any number of failures.
    public var longest: Duration

    public init(first: Duration = .seconds(1), longest: Duration = .seconds(300)) {
        self.first = first
        self.longest = longest
    }

    /// - Parameter failures: How many there were, beginning with 1.
    public func bound(after failures: Int) -> Duration {
        var bound = first
        for _ in 1..<max(failures, 1) {
            guard bound < longest else { break }
            bound = bound * 2
        }
        return min(bound, longest)
    }

    /// - Parameter failures: How many there were, beginning with 1.
    public func pause(after failures: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        let (seconds, attoseconds) = bound(after: failures).components
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        return .milliseconds(Int64.random(in: 0...max(milliseconds, 0), using: &generator))
    }
}
