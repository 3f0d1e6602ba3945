import Telemetry

/// What a function must still reach at a rate: its service level objective.
public struct CapacityGoal: Sendable, Hashable, Encodable {
    /// The longest 99 of 100 good answers may take, in milliseconds, from when requests were to be sent.
    public var p99: Double
    /// The least share of requests that get a good answer, 0–1.
    public var success: Double

    public init(p99: Double = 50, success: Double = 0.999) {
        self.p99 = p99
        self.success = success
    }

    func isMet(by second: LoadRecorder.Second) -> Bool {
        guard second.sent > 0, let p99 = second.latency(0.99) else { return false }
        return p99 <= self.p99 && Double(second.good) >= success * Double(second.sent)
    }
}

/// What came of one rate of a search.
public struct CapacityStep: Sendable, Equatable, Encodable {
    /// Requests a second.
    public var rate: Double
    public var sent: Int
    public var good: Int
    /// Answers 429 and 503.
    public var shed: Int
    public var failed: Int
    /// In milliseconds, of good answers; `nil` without any.
    public var p50: Double?
    public var p99: Double?
    /// Whether the goal was reached.
    public var isMet: Bool
    /// Whether it was tried longer, to see that it holds.
    public var isConfirmation: Bool

    public init(rate: Double, isConfirmation: Bool, _ seen: LoadRecorder.Second, goal: CapacityGoal) {
        self.rate = rate
        self.isConfirmation = isConfirmation
        sent = seen.sent
        good = seen.good
        shed = seen.shed
        failed = seen.failed
        p50 = seen.latency(0.5)
        p99 = seen.latency(0.99)
        isMet = goal.isMet(by: seen)
    }
}

extension LoadRecorder {
    /// What happened from a second on, as if it were one.
    public func summary(from first: Int) -> Second {
        seconds.dropFirst(first).reduce(into: Second()) { sum, second in
            sum.sent += second.sent
            sum.good += second.good
            sum.shed += second.shed
            sum.failed += second.failed
            sum.durations.merge(second.durations)
        }
    }
}
