import TestSupport
import Testing

@testable import Telemetry

@Suite struct ExpositionTests {
    @Test func labelsAreEscaped() {
        var exposition = Exposition()
        exposition.metric("a_total", type: "counter", help: "Counts \\ lines\nand \"more\".")
        exposition.sample("a_total", ["name": "say \"hi\" \\ \n"], 3)
        #expect(
            exposition.text
                == "# HELP a_total Counts \\\\ lines\\nand \"more\".\n# TYPE a_total counter\n"
                + "a_total{name=\"say \\\"hi\\\" \\\\ \\n\"} 3\n")
    }

    @Test func openMetricsNamesFamiliesAndEnds() {
        var exposition = Exposition(.openMetrics)
        exposition.metric("t_seconds_total", type: "counter", help: "Time.", unit: "seconds")
        exposition.sample("t_seconds_total", Exposition.Labels(["f": "x"]), adding: ("state", "ready"), 0.5)
        exposition.finish()
        #expect(
            exposition.text
                == "# HELP t_seconds Time.\n# TYPE t_seconds counter\n# UNIT t_seconds seconds\n"
                + "t_seconds_total{f=\"x\",state=\"ready\"} 0.5\n# EOF\n")
    }

    @Test func histogramBucketsAreCumulative() {
        var histogram = LatencyHistogram()
        histogram.record(nanoseconds: 700_000)
        histogram.record(nanoseconds: 30_000_000_000)
        var exposition = Exposition()
        exposition.histogram("t_seconds", ["f": "x"], histogram)
        #expect(exposition.text.contains("t_seconds_bucket{f=\"x\",le=\"0.0005\"} 0\n"))
        #expect(exposition.text.contains("t_seconds_bucket{f=\"x\",le=\"0.001\"} 1\n"))
        #expect(exposition.text.contains("t_seconds_bucket{f=\"x\",le=\"10.0\"} 1\n"))
        #expect(exposition.text.contains("t_seconds_bucket{f=\"x\",le=\"+Inf\"} 2\n"))
        #expect(exposition.text.contains("t_seconds_count{f=\"x\"} 2\n"))
    }

    @Test func bucketsInOneTurnAreThoseOneByOne() {
        var generator = SeededGenerator(seed: 1)
        for round in 0..<20 {
            var histogram = LatencyHistogram()
            for _ in 0..<(round * 20) {
                histogram.record(nanoseconds: Int64.random(in: 0...(1 << 36), using: &generator))
            }
            if round % 2 == 0 { histogram.compact() }
            let bounds = Exposition.durationBounds.map { $0 * 1e9 }
            #expect(
                histogram.cumulativeCounts(bounds.map(LatencyHistogram.bucketsUpTo))
                    == bounds.map { histogram.count(atMost: $0) })
        }
    }

    @Test(arguments: [
        (nil, Exposition.Format.prometheus), ("*/*", .prometheus), ("text/plain", .prometheus),
        ("application/openmetrics-text; version=1.0.0", .openMetrics),
        ("application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics),
        ("application/openmetrics-text;q=0.2, text/plain; q=0.5", .prometheus),
        ("application/openmetrics-text;q=0", .prometheus), (";;,q=", .prometheus),
    ])
    func theFormatIsTheOneThatIsAsked(accept: String?, format: Exposition.Format) {
        #expect(Exposition.Format(accept: accept) == format)
    }

    @Test(arguments: [
        (200, false, RequestOutcome.ok), (404, false, .client), (499, false, .client), (500, false, .error),
        (502, false, .error), (503, true, .shed), (504, false, .timeout), (429, true, .shed), (429, false, .client),
    ])
    func outcomesByStatus(status: Int, wasShed: Bool, outcome: RequestOutcome) {
        #expect(RequestOutcome(status: status, wasShed: wasShed) == outcome)
    }
}
