/// Does a request take more processor time than with the other release at the same time?
///
/// A sample is the processor time of a release's instances over the requests that they served meanwhile, taken of both
/// releases whenever each has served ``fewestRequests`` more. Samples are compared by rank, as latencies are.
struct ProcessorTest: Hashable, Sendable, Codable {
    /// Of each release, for a sample.
    static let fewestRequests = 20
    /// From this share of the traffic on, in per cent, the candidate's requests are compared. An instance with little to
    /// do wakes up for each request alone, and its requests take longer for that.
    static let leastWeight = 20

    private struct Spent: Hashable, Sendable, Codable {
        var requests = 0
        var microseconds: UInt64 = 0

        mutating func add(_ counts: ReleaseCounts) {
            requests += counts.requests
            microseconds += counts.processorMicroseconds ?? 0
        }

        var nanosecondsPerRequest: Int64 { Int64(microseconds * 1_000) / Int64(max(1, requests)) }
    }

    /// Since the last sample.
    private var candidate = Spent()
    private var baseline = Spent()
    /// Nanoseconds a request.
    private var candidateSamples = Distribution()
    private var baselineSamples = Distribution()
    private var looks = RankLooks()

    /// Whether the shares of the traffic are alike enough.
    static func compares(weight: Int) -> Bool { (leastWeight..<100).contains(weight) }

    mutating func observe(_ observation: Observation, _ settings: JudgeSettings.Processor) {
        candidate.add(observation.candidate)
        baseline.add(observation.baseline)
        guard min(candidate.requests, baseline.requests) >= Self.fewestRequests else { return }
        candidateSamples.add(Distribution([(value: candidate.nanosecondsPerRequest, count: 1)]))
        baselineSamples.add(Distribution([(value: baseline.nanosecondsPerRequest, count: 1)]))
        (candidate, baseline) = (Spent(), Spent())
        looks.observe(
            candidateSamples, against: baselineSamples, samples: settings.samples, alpha: settings.alpha,
            tolerance: Tolerance(ratio: settings.tolerance))
    }

    func result(_ settings: JudgeSettings.Processor) -> TestResult {
        guard let last = looks.last else {
            return TestResult(
                .cpu, .inconclusive,
                "\(candidateSamples.count) samples of processor time: it takes \(settings.samples) to tell")
        }
        let told =
            "a request takes \(Self.told(candidateMedian)) of a processor, with the other release "
            + "\(Self.told(baselineMedian)); more by over \(FigureText.percent(settings.tolerance)) in "
            + "\(FigureText.percent(last.ranks.superiority)) of pairs"
        return TestResult(
            .cpu, last.verdict, last.verdict == .fail ? "\(told), more often than chance would have it" : told)
    }

    /// Nanoseconds a request.
    var candidateMedian: Int64? { candidateSamples.value(atQuantile: 0.5) }
    var baselineMedian: Int64? { baselineSamples.value(atQuantile: 0.5) }

    private static func told(_ median: Int64?) -> String { median.map(FigureText.milliseconds) ?? "unknown" }
}
