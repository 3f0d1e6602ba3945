import LoadGenerator

/// What came of a load, as `meridian bench --json` tells it. Times are in milliseconds, of good answers, from when a
/// request was to be sent.
struct LoadDocument: Encodable {
    struct Summary: Encodable {
        var name: String
        var sent: Int
        /// Answers 2xx and 3xx.
        var good: Int
        /// Answers 429 and 503.
        var shed: Int
        var failed: Int
        var timedOut: Int
        var broken: Int
        var statuses: [String: Int]
        /// Tries beyond the first, and good answers to them.
        var retries: Int
        var goodRetries: Int
        var p50: Double?
        var p90: Double?
        var p99: Double?
        var p999: Double?
        var max: Double?

        init(_ name: String, _ summary: LoadRecorder.Summary) {
            self.name = name
            sent = summary.sent
            good = summary.good
            shed = summary.shed
            failed = summary.failed
            timedOut = summary.timedOut
            broken = summary.broken
            statuses = Dictionary(uniqueKeysWithValues: summary.statuses.map { ("\($0.key)", $0.value) })
            retries = summary.retries
            goodRetries = summary.goodRetries
            p50 = summary.latency(0.5)
            p90 = summary.latency(0.9)
            p99 = summary.latency(0.99)
            p999 = summary.latency(0.999)
            max = summary.latency(1)
        }
    }

    struct Second: Encodable {
        var second: Int
        /// Requests that the plan has in this second.
        var wanted: Double
        var sent: Int
        var good: Int
        var shed: Int
        var failed: Int
        var p50: Double?
        var p99: Double?
    }

    /// In the order of time; `longest` is in milliseconds.
    struct Tenth: Encodable {
        var sent: Int
        var good: Int
        var longest: Double
    }

    var targets: [Summary]
    var total: Summary
    var seconds: [Second]
    var tenths: [Tenth]

    init(_ plan: LoadPlan, _ recorder: LoadRecorder) {
        targets = zip(plan.targets, recorder.targets).map { Summary($0.name, $1) }
        total = Summary("all", recorder.total)
        tenths = recorder.tenths.map { Tenth(sent: $0.sent, good: $0.good, longest: Double($0.longest) / 1e6) }
        seconds = recorder.seconds.enumerated().map { number, second in
            Second(
                second: number,
                wanted: plan.curve.requests(until: Double(number + 1)) - plan.curve.requests(until: Double(number)),
                sent: second.sent, good: second.good, shed: second.shed, failed: second.failed,
                p50: second.latency(0.5), p99: second.latency(0.99))
        }
    }
}
