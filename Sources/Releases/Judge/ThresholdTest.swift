/// Limits that a release keeps to whatever the other one does.
enum ThresholdTest {
    /// The fewest requests that a ratio or a percentile is taken of.
    static let fewest = 50

    /// - Returns: `nil` when the plan has no thresholds.
    static func result(_ evidence: Evidence, _ thresholds: JudgeSettings.Thresholds) -> TestResult? {
        guard thresholds != JudgeSettings.Thresholds() else { return nil }
        let candidate = evidence.candidate
        guard candidate.requests >= fewest else {
            return TestResult(
                .thresholds, .inconclusive, "\(candidate.requests) requests: it takes \(fewest) to tell")
        }
        if let limit = thresholds.errorRatio, let ratio = candidate.errorRatio, ratio > limit {
            return TestResult(
                .thresholds, .fail,
                "\(FigureText.percent(ratio)) of the requests failed; the plan allows \(FigureText.percent(limit))")
        }
        let percentiles = [("p50", 0.5, thresholds.p50), ("p95", 0.95, thresholds.p95), ("p99", 0.99, thresholds.p99)]
        let limits = percentiles.compactMap { name, quantile, limit in limit.map { (name, quantile, $0) } }
        if !limits.isEmpty, candidate.latency.count < fewest {
            return TestResult(
                .thresholds, .inconclusive, "\(candidate.latency.count) latencies: it takes \(fewest) to tell")
        }
        for (name, quantile, limit) in limits {
            guard let value = candidate.latency.value(atQuantile: quantile), value > limit.milliseconds * 1_000_000
            else { continue }
            return TestResult(
                .thresholds, .fail, "\(name) is \(FigureText.milliseconds(value)); the plan allows \(limit)")
        }
        return TestResult(.thresholds, .pass, "all are kept")
    }
}
