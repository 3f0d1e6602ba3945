/// What was seen since a weight was set, and what the tests have made of it so far.
public struct Evidence: Hashable, Sendable, Codable {
    public private(set) var candidate = ReleaseCounts()
    public private(set) var baseline = ReleaseCounts()
    private var errors = ErrorTest()
    private var latency = LatencyTest()

    public init() {}

    /// - Parameter withLatency: `false` while instances start.
    public mutating func add(_ observation: Observation, withLatency: Bool = true, settings: JudgeSettings) {
        var observation = observation
        if !withLatency {
            observation.candidate.latency = Distribution()
            observation.baseline.latency = Distribution()
        }
        candidate.add(observation.candidate)
        baseline.add(observation.baseline)
        errors.observe(observation)
        latency.observe(self, settings.latency)
    }

    /// Bad if any test says so, good if all do.
    /// - Parameter hasBaseline: Whether the other release gets traffic too.
    public func judgement(_ settings: JudgeSettings, hasBaseline: Bool) -> Judgement {
        var tests: [TestResult] = []
        if let result = ThresholdTest.result(self, settings.thresholds) { tests.append(result) }
        tests.append(errors.result(self, settings.errors))
        if hasBaseline { tests.append(latency.result(self, settings.latency)) }
        let deciding =
            tests.first { $0.verdict == .fail } ?? tests.first { $0.verdict == .inconclusive }
        return Judgement(
            verdict: deciding?.verdict ?? .pass,
            reason: deciding.map { "\($0.test.rawValue): \($0.reason)" } ?? tests.map(\.reason).joined(separator: "; "),
            tests: tests, candidate: .init(candidate), baseline: .init(baseline))
    }
}
