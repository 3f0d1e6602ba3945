import JSONCodec

/// When a function counts as failing, for how long it is left alone then, and what is answered meanwhile.
public struct BreakerRule: Sendable, Hashable {
    public enum Grade: String, Sendable, Hashable, Codable, CaseIterable {
        /// The share of answers that took longer than `slowerThan`.
        case slowRatio
        /// The share of answers that failed: 5xx, time-outs and lost connections.
        case errorRatio
        /// The number of them.
        case errorCount
    }

    public var grade: Grade
    /// A share from 0 to 1, or a number of errors.
    public var threshold: Double
    /// From when on an answer is slow, in milliseconds.
    public var slowerThan: Double?
    /// Fewer requests in an interval decide nothing.
    public var minRequests: Int
    /// Seconds over which is counted.
    public var interval: Double
    /// Seconds that nothing is let through.
    public var openFor: Double
    /// Requests that are let through then; when all go well it closes, when one does not it opens again.
    public var probes: Int
    public var fallback: Fallback?

    public init(
        _ grade: Grade, threshold: Double, slowerThan: Double? = nil, minRequests: Int = 5, interval: Double = 1,
        openFor: Double = 10, probes: Int = 1, fallback: Fallback? = nil
    ) {
        self.grade = grade
        self.threshold = threshold
        self.slowerThan = slowerThan
        self.minRequests = minRequests
        self.interval = interval
        self.openFor = openFor
        self.probes = probes
        self.fallback = fallback
    }

    var slowNanoseconds: Nanoseconds { slowerThan.map { Nanoseconds(seconds: $0 / 1_000) } ?? .max }
}

extension BreakerRule: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case grade, threshold, slowerThan, minRequests, interval, openFor, probes, fallback
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(Grade.self, forKey: .grade),
            threshold: try container.decode(Double.self, forKey: .threshold),
            slowerThan: try container.decodeIfPresent(Double.self, forKey: .slowerThan),
            fallback: try container.decodeIfPresent(Fallback.self, forKey: .fallback))
        minRequests = try container.decodeIfPresent(Int.self, forKey: .minRequests) ?? minRequests
        interval = try container.decodeIfPresent(Double.self, forKey: .interval) ?? interval
        openFor = try container.decodeIfPresent(Double.self, forKey: .openFor) ?? openFor
        probes = try container.decodeIfPresent(Int.self, forKey: .probes) ?? probes
    }
}

extension BreakerRule {
    func check(_ problems: inout RuleProblems) {
        switch grade {
        case .errorCount:
            problems.need(threshold >= 1 && threshold <= 1e9, "threshold", threshold, "1–1,000,000,000 errors")
        case .slowRatio, .errorRatio:
            problems.need(threshold > 0 && threshold <= 1, "threshold", threshold, "more than 0 and at most 1")
        }
        if grade == .slowRatio && slowerThan == nil {
            problems.add("a breaker with the grade 'slowRatio' needs slowerThan, in milliseconds")
        }
        problems.need(
            slowerThan.map { $0 > 0 && $0 <= 86_400_000 } ?? true, "slowerThan", slowerThan ?? 0,
            "more than 0 ms and at most 86,400,000 ms")
        problems.need((1...1_000_000).contains(minRequests), "minRequests", Double(minRequests), "1–1,000,000")
        problems.need(interval > 0 && interval <= 86_400, "interval", interval, "more than 0 s and at most 86,400 s")
        problems.need(openFor > 0 && openFor <= 86_400, "openFor", openFor, "more than 0 s and at most 86,400 s")
        problems.need((1...1_000).contains(probes), "probes", Double(probes), "1–1,000")
        fallback?.check(&problems)
    }
}
