/// Are the candidate's latencies longer than those of the other release at the same time?
enum LatencyTest {
    static func result(
        _ looks: RankLooks, _ evidence: Evidence, _ settings: JudgeSettings.Latency
    ) -> TestResult {
        let (candidate, baseline) = (evidence.candidate.latency, evidence.baseline.latency)
        guard let last = looks.last else {
            return TestResult(
                .latency, .inconclusive,
                "\(candidate.count) latencies against \(baseline.count) of the other release: it takes "
                    + "\(settings.samples) of each to tell")
        }
        let told =
            "the median is \(median(candidate)), that of the other release \(median(baseline)); "
            + "slower by more than \(FigureText.percent(settings.tolerance)) and "
            + "\(FigureText.milliseconds(settings.leastDifference.milliseconds * 1_000_000)) in "
            + "\(FigureText.percent(last.ranks.superiority)) of pairs"
        return TestResult(
            .latency, last.verdict, last.verdict == .fail ? "\(told), more often than chance would have it" : told)
    }

    private static func median(_ latency: Distribution) -> String {
        latency.value(atQuantile: 0.5).map(FigureText.milliseconds) ?? "unknown"
    }
}
