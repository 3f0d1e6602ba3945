import Glibc
import MeridianCore
import Telemetry

// What telemetry costs: `BenchTelemetry record`, `BenchTelemetry decide`, `BenchTelemetry scrape FUNCTIONS`,
// `BenchTelemetry store DIRECTORY FUNCTIONS DAYS RATE`, and `BenchTelemetry traces DIRECTORY REQUESTS`. Each prints lines of
// a name and a number.

@main
enum BenchTelemetry {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments == ["record"] {
            print("nanoseconds", record())
        } else if arguments == ["decide"] {
            print("nanoseconds", try DecidedLoad.run())
        } else if arguments.count == 2, arguments[0] == "scrape", let functions = Int(arguments[1]) {
            scrape(functions)
        } else if arguments.count == 5, arguments[0] == "store", let functions = Int(arguments[2]),
            let days = Int(arguments[3]), let rate = Double(arguments[4])
        {
            try StoredLoad(functions: functions, days: days, rate: rate).run(in: arguments[1])
        } else if arguments.count == 3, arguments[0] == "traces", let requests = Int(arguments[2]) {
            try TraceLoad(requests: requests).run(in: arguments[1])
        } else {
            print(
                "usage: BenchTelemetry record | decide | scrape FUNCTIONS | store DIRECTORY FUNCTIONS DAYS RATE "
                    + "| traces DIRECTORY REQUESTS")
            exit(64)
        }
    }

    /// Nanoseconds that the begin and the end of a request are recorded in: the best of twenty turns.
    private static func record() -> Double {
        let turn = 1_000_000
        let metrics = FunctionMetrics()
        var draw = LoadDraw(seed: 1)
        let durations = (0..<4_096).map { _ in draw.duration(milliseconds: 3) }
        return (0..<20).map { _ in
            let start = ContinuousClock.now
            for index in 0..<turn {
                metrics.began()
                metrics.ended(.ok, nanoseconds: durations[index & 4_095])
            }
            return (ContinuousClock.now - start) / .nanoseconds(turn)
        }.min() ?? 0
    }

    /// Writes what `/metrics` says of functions with a histogram of answers and one of waits each.
    private static func scrape(_ functions: Int) {
        var draw = LoadDraw(seed: 2)
        let figures = (0..<functions).map { number in
            let metrics = FunctionMetrics()
            for _ in 0..<1_000 {
                metrics.began()
                metrics.ended(.ok, nanoseconds: draw.duration(milliseconds: Double(number % 50 + 1)))
            }
            return metrics.snapshot
        }
        var bytes = 0
        let milliseconds =
            (0..<10).map { _ in
                let start = ContinuousClock.now
                var exposition = Exposition(.openMetrics)
                let labels = (0..<functions).map {
                    Exposition.Labels(["function": "service/function-\($0)", "version": "1", "unit": "main"])
                }
                exposition.metric("faas_requests_total", type: "counter", help: "Requests.")
                for (labels, figures) in zip(labels, figures) {
                    for outcome in RequestOutcome.allCases {
                        exposition.sample(
                            "faas_requests_total", labels, adding: ("outcome", outcome.staticLabel),
                            figures.count(outcome))
                    }
                }
                for name in ["faas_invoke_duration_seconds", "faas_queue_seconds"] {
                    exposition.metric(name, type: "histogram", help: "Time.", unit: "seconds")
                    for (labels, figures) in zip(labels, figures) {
                        exposition.histogram(name, labels, figures.durations)
                    }
                }
                for name in ["faas_inflight", "faas_coldstarts"] {
                    exposition.metric(name, type: "gauge", help: "Level.")
                    for (labels, figures) in zip(labels, figures) { exposition.sample(name, labels, figures.inFlight) }
                }
                exposition.finish()
                bytes = exposition.bytes.count
                return (ContinuousClock.now - start) / .milliseconds(1)
            }.min() ?? 0
        print("milliseconds", milliseconds)
        print("bytes", bytes)
    }
}
