/// What a test, or the judge, finds.
public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    case pass
    case fail
    /// There is too little to go by.
    case inconclusive
}

/// What one test found, and why.
public struct TestResult: Hashable, Sendable, Codable {
    public enum Test: String, Hashable, Sendable, Codable, CaseIterable {
        case thresholds, errors, latency, cpu
    }

    public var test: Test
    public var verdict: Verdict
    /// With the figures.
    public var reason: String

    public init(_ test: Test, _ verdict: Verdict, _ reason: String) {
        self.test = test
        self.verdict = verdict
        self.reason = reason
    }
}

/// What the judge found, with the figures.
public struct Judgement: Hashable, Sendable, Codable {
    /// What was counted of a release.
    public struct Figures: Hashable, Sendable, Codable {
        public var requests: Int
        public var errors: Int
        public var p50Milliseconds: Double?
        public var p99Milliseconds: Double?
        /// Of a processor, a request: the median of what was sampled. `nil` when nothing was.
        public var cpuMilliseconds: Double?

        init(_ counts: ReleaseCounts, nanosecondsPerRequest: Int64?) {
            requests = counts.requests
            errors = counts.errors
            p50Milliseconds = counts.latency.value(atQuantile: 0.5).map { Double($0) / 1e6 }
            p99Milliseconds = counts.latency.value(atQuantile: 0.99).map { Double($0) / 1e6 }
            cpuMilliseconds = nanosecondsPerRequest.map { Double($0) / 1e6 }
        }
    }

    public var verdict: Verdict
    /// One sentence.
    public var reason: String
    public var tests: [TestResult]
    public var candidate: Figures
    public var baseline: Figures
}
