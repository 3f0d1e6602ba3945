import Admission

/// What came of the traffic of one name.
struct Report {
    /// A request that was answered.
    struct Answer {
        let arrived: Nanoseconds
        let answered: Nanoseconds
        var latency: Double { Double(answered - arrived) / 1e6 }
    }

    /// When each first try, each try and each rejection was.
    var firstTries: [Nanoseconds] = []
    var tries: [Nanoseconds] = []
    var rejections: [Nanoseconds] = []
    /// Those that began to run.
    var begun = 0
    /// In time.
    var answers: [Answer] = []
    /// After the caller had given up.
    var late = 0
    /// Admitted and not run.
    var dropped = 0

    /// Answers in time, a second, between two moments in seconds.
    func goodput(_ from: Double, _ until: Double) -> Double {
        Double(answers.count { within($0.answered, from, until) }) / (until - from)
    }

    /// The share of first tries between two moments that were answered in time.
    func success(_ from: Double, _ until: Double) -> Double {
        let tried = firstTries.count { within($0, from, until) }
        return Double(answers.count { within($0.arrived, from, until) }) / Double(max(tried, 1))
    }

    func rejections(_ from: Double, _ until: Double) -> Int { rejections.count { within($0, from, until) } }

    /// The latency of answers between two moments, in milliseconds.
    func latency(_ quantile: Double, _ from: Double, _ until: Double) -> Double {
        let sorted = answers.filter { within($0.answered, from, until) }.map(\.latency).sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * quantile))]
    }

    private func within(_ time: Nanoseconds, _ from: Double, _ until: Double) -> Bool {
        let seconds = Double(time) / 1e9
        return seconds >= from && seconds < until
    }
}
