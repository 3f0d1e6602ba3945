import Telemetry
import Testing

@Suite struct ExpositionTests {
    @Test func labelsAreEscaped() {
        var exposition = Exposition()
        exposition.metric("a_total", type: "counter", help: "Counts.")
        exposition.sample("a_total", ["name": "say \"hi\" \\ \n"], 3)
        #expect(
            exposition.text
                == "# HELP a_total Counts.\n# TYPE a_total counter\na_total{name=\"say \\\"hi\\\" \\\\ \\n\"} 3\n")
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

    @Test(arguments: [
        (200, false, RequestOutcome.ok), (404, false, .client), (499, false, .client), (500, false, .error),
        (502, false, .error), (503, true, .shed), (504, false, .timeout), (429, true, .shed), (429, false, .client),
    ])
    func outcomesByStatus(status: Int, wasShed: Bool, outcome: RequestOutcome) {
        #expect(RequestOutcome(status: status, wasShed: wasShed) == outcome)
    }
}
