/// What was seen since a weight was set, and what the tests have made of it so far.
public struct Evidence: Hashable, Sendable, Codable {
    public private(set) var candidate = ReleaseCounts()
    public private(set) var baseline = ReleaseCounts()
    private var errors = ErrorTest()
    private var latency = RankLooks()
    /// `nil` until processor time was seen of both releases.
    private var processor: ProcessorTest?

    public init() {}

    /// - Parameter withLatency: `false` while instances start, whose latencies and processor time say nothing.
    public mutating func add(_ observation: Observation, withLatency: Bool = true, settings: JudgeSettings) {
        var observation = observation
        if !withLatency {
            observation.candidate.leaveOutTimes()
            observation.baseline.leaveOutTimes()
        }
        candidate.add(observation.candidate)
        baseline.add(observation.baseline)
        errors.observe(observation)
        latency.observe(
            candidate.latency, against: baseline.latency, samples: settings.latency.samples,
            alpha: settings.latency.alpha, tolerance: settings.latency.tolerated)
        if observation.candidate.processorMicroseconds != nil, observation.baseline.processorMicroseconds != nil {
            var test = processor ?? ProcessorTest()
            test.observe(observation, settings.cpu)
            processor = test
        }
    }

    /// Bad if any test says so, good if all do.
    /// - Parameter weight: The candidate's share of the traffic in per cent; at 100 there is no other release.
    public func judgement(_ settings: JudgeSettings, weight: Int) -> Judgement {
        var tests: [TestResult] = []
        if let result = ThresholdTest.result(self, settings.thresholds) { tests.append(result) }
        tests.append(errors.result(self, settings.errors))
        if weight < 100 { tests.append(LatencyTest.result(latency, self, settings.latency)) }
        if ProcessorTest.compares(weight: weight), let processor { tests.append(processor.result(settings.cpu)) }
        let deciding =
            tests.first { $0.verdict == .fail } ?? tests.first { $0.verdict == .inconclusive }
        return Judgement(
            verdict: deciding?.verdict ?? .pass,
            reason: deciding.map { "\($0.test.rawValue): \($0.reason)" } ?? tests.map(\.reason).joined(separator: "; "),
            tests: tests, candidate: .init(candidate, nanosecondsPerRequest: processor?.candidateMedian),
            baseline: .init(baseline, nanosecondsPerRequest: processor?.baselineMedian))
    }
}
