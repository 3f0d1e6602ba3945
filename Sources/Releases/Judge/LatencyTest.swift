/// Looks at the latencies with ``RankTest`` when there are enough, and again whenever there are twice as many.
///
/// Each look may raise a false alarm; the k-th has α/(k·(k + 1)) of the probability, so that all of them together have α
/// at most, however long the step takes.
public struct LatencyTest: Hashable, Sendable, Codable {
    private struct Look: Hashable, Sendable, Codable {
        var samples: Int
        var alpha: Double
        var ranks: RankTest
    }

    private var looks = 0
    private var last: Look?

    public init() {}

    /// Looks if it is time to.
    mutating func observe(_ evidence: Evidence, _ settings: JudgeSettings.Latency) {
        let (candidate, baseline) = (evidence.candidate.latency, evidence.baseline.latency)
        let samples = min(candidate.count, baseline.count)
        guard samples >= settings.samples, samples >= 2 * (last?.samples ?? 0),
            let ranks = RankTest(candidate, against: baseline, scale: 1 + settings.tolerance)
        else { return }
        looks += 1
        last = Look(samples: samples, alpha: settings.alpha / Double(looks * (looks + 1)), ranks: ranks)
    }

    func result(_ evidence: Evidence, _ settings: JudgeSettings.Latency) -> TestResult {
        let (candidate, baseline) = (evidence.candidate.latency, evidence.baseline.latency)
        guard let last else {
            return TestResult(
                .latency, .inconclusive,
                "\(candidate.count) latencies against \(baseline.count) of the other release: it takes "
                    + "\(settings.samples) of each to tell")
        }
        let told =
            "the median is \(Self.median(candidate)), that of the other release \(Self.median(baseline)); "
            + "slower by more than \(FigureText.percent(settings.tolerance)) in "
            + "\(FigureText.percent(last.ranks.superiority)) of pairs"
        if last.ranks.pValue < last.alpha {
            return TestResult(.latency, .fail, "\(told), more often than chance would have it")
        }
        return TestResult(.latency, last.ranks.superiority <= 0.5 ? .pass : .inconclusive, told)
    }

    private static func median(_ latency: Distribution) -> String {
        latency.value(atQuantile: 0.5).map(FigureText.milliseconds) ?? "unknown"
    }
}
