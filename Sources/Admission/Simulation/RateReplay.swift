import MeridianCore

/// Sends what was recorded through a controller, second by second, and ends each request when it did.
struct RateReplay {
    enum Outcome {
        case admitted
        case delayed(Nanoseconds)
        case rejected
    }

    /// A request that runs.
    private struct Running {
        let end: Nanoseconds
        let permit: Permit
        let failed: Bool
    }

    private let hash: KeyHash
    private let functions: [FunctionKey: Int]
    private let controller: AdmissionController
    /// Sorted by their end, the next to end last.
    private var running: [Running] = []

    init(_ rules: RuleSet, _ rates: RecordedRates, hash: KeyHash) throws(MeridianError) {
        self.hash = hash
        var numbers: [FunctionKey: Int] = [:]
        var keys: [FunctionKey] = []
        for sample in rates.samples {
            let key = FunctionKey(sample.service, sample.function)
            guard numbers[key] == nil else { continue }
            numbers[key] = keys.count
            keys.append(key)
        }
        functions = numbers
        controller = AdmissionController(
            try CompiledRules(rules, functions: keys, hash: hash), unit: UnitAdmission(), seed: 1)
    }

    /// What each rule has turned away so far, or would have if it is dry.
    var counts: [Int] { controller.rules.counts.map { $0.rejected + $0.wouldReject } }

    mutating func run(_ second: Int64, _ samples: [RecordedRates.Sample]) -> [Outcome] {
        let start = second * .second
        var arrivals: [(time: Nanoseconds, sample: Int, failed: Bool)] = []
        for (number, sample) in samples.enumerated() where sample.requests > 0 {
            let distance = Double(Nanoseconds.second) / Double(sample.requests)
            let failures = sample.failures ?? 0
            for request in 0..<sample.requests {
                // Failures are spread as evenly as requests are.
                let failed = (request + 1) * failures / sample.requests > request * failures / sample.requests
                arrivals.append((start + Nanoseconds(Double(request) * distance), number, failed))
            }
        }
        arrivals.sort { ($0.time, $0.sample) < ($1.time, $1.sample) }
        return arrivals.map { arrive(samples[$0.sample], at: $0.time, failed: $0.failed) }
    }

    private mutating func arrive(_ sample: RecordedRates.Sample, at now: Nanoseconds, failed: Bool) -> Outcome {
        while let next = running.last, next.end <= now {
            running.removeLast()
            controller.finished(next.permit, next.failed ? .failed : .succeeded, now: next.end)
        }
        let facts = RequestFacts(
            function: functions[FunctionKey(sample.service, sample.function)] ?? 0,
            origin: sample.origin.map { hash($0) } ?? 0)
        let duration = Nanoseconds(seconds: (sample.milliseconds ?? 0) / 1_000)
        switch controller.admit(facts, now: now) {
        case .reject: return .rejected
        case .admit(let permit), .queue(let permit):
            begin(permit, at: now, duration, failed)
            return .admitted
        case .wait(let permit, let until):
            switch controller.resume(permit, now: until) {
            case .admit(let permit), .queue(let permit): begin(permit, at: until, duration, failed)
            case .wait, .reject: break
            }
            return .delayed(until - now)
        }
    }

    private mutating func begin(_ permit: Permit, at start: Nanoseconds, _ duration: Nanoseconds, _ failed: Bool) {
        var permit = permit
        controller.started(&permit, now: start)
        let end = start + duration
        var low = 0
        var high = running.count
        while low < high {
            let middle = (low + high) / 2
            if running[middle].end > end { low = middle + 1 } else { high = middle }
        }
        running.insert(Running(end: end, permit: permit, failed: failed), at: low)
    }
}
