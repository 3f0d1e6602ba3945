import Telemetry

/// How one request ended.
public enum LoadOutcome: Sendable, Hashable {
    /// An answer with this status.
    case answered(status: Int)
    case timedOut
    /// The connection could not be made, or was lost.
    case broken

    /// Answered 429 or 503.
    var isTurnedAway: Bool {
        if case .answered(let status) = self { status == 429 || status == 503 } else { false }
    }
}

/// Takes down how requests ended. Each is timed from when it was *to be* sent, so that a server that stands still can't
/// hide behind requests that were not sent meanwhile (coordinated omission).
public struct LoadRecorder: Sendable {
    /// What happened in one second, by when requests were to be sent.
    public struct Second: Sendable, Equatable {
        public internal(set) var sent = 0
        public internal(set) var good = 0
        /// Answers 429 and 503.
        public internal(set) var shed = 0
        public internal(set) var failed = 0
        var durations = LatencyHistogram()

        /// In milliseconds, of good answers; `nil` without any.
        public func latency(_ quantile: Double) -> Double? {
            durations.value(atQuantile: quantile).map { $0 / 1e6 }
        }
    }

    /// What happened to the requests of one target.
    public struct Summary: Sendable, Equatable {
        public internal(set) var sent = 0
        /// Answers 2xx and 3xx.
        public internal(set) var good = 0
        public internal(set) var shed = 0
        public internal(set) var timedOut = 0
        public internal(set) var broken = 0
        public internal(set) var statuses: [Int: Int] = [:]
        /// Tries beyond the first.
        public internal(set) var retries = 0
        /// Good answers to such tries.
        public internal(set) var goodRetries = 0
        var durations = LatencyHistogram()

        public var failed: Int { sent - good - shed }

        /// In milliseconds, of good answers; `nil` without any.
        public func latency(_ quantile: Double) -> Double? {
            durations.value(atQuantile: quantile).map { $0 / 1e6 }
        }
    }

    /// What happened in a tenth of a second, by when requests were to be sent.
    public struct Tenth: Sendable, Equatable {
        public internal(set) var sent = 0
        public internal(set) var good = 0
        /// The longest good answer, in nanoseconds.
        public internal(set) var longest: Int64 = 0
    }

    public private(set) var seconds: [Second] = []
    public private(set) var tenths: [Tenth] = []
    /// By position in the plan.
    public private(set) var targets: [Summary]

    /// What was recorded of nothing.
    public static var none: LoadRecorder { LoadRecorder(targets: 0) }

    init(targets: Int) {
        self.targets = Array(repeating: Summary(), count: targets)
    }

    /// - Parameters:
    ///   - intended: When the request was to be sent, in nanoseconds from the beginning.
    ///   - ended: When its answer was complete, or it was given up.
    ///   - isRetry: Whether it was sent before.
    mutating func record(target: Int, intended: Int64, ended: Int64, _ outcome: LoadOutcome, isRetry: Bool = false) {
        let second = Int(max(intended, 0) / 1_000_000_000)
        let tenth = Int(max(intended, 0) / 100_000_000)
        while tenths.count <= tenth { tenths.append(Tenth()) }
        tenths[tenth].sent += 1
        while seconds.count <= second { seconds.append(Second()) }
        seconds[second].sent += 1
        targets[target].sent += 1
        switch outcome {
        case .answered(let status):
            targets[target].statuses[status, default: 0] += 1
            if (200..<400).contains(status) {
                seconds[second].good += 1
                targets[target].good += 1
                if isRetry { targets[target].goodRetries += 1 }
                tenths[tenth].good += 1
                tenths[tenth].longest = max(tenths[tenth].longest, ended - intended)
                seconds[second].durations.record(nanoseconds: ended - intended)
                targets[target].durations.record(nanoseconds: ended - intended)
                return
            }
            if outcome.isTurnedAway {
                seconds[second].shed += 1
                targets[target].shed += 1
                return
            }
        case .timedOut: targets[target].timedOut += 1
        case .broken: targets[target].broken += 1
        }
        seconds[second].failed += 1
    }

    mutating func recordRetry(target: Int) { targets[target].retries += 1 }

    /// All targets together.
    public var total: Summary {
        targets.reduce(into: Summary()) { total, one in
            total.sent += one.sent
            total.good += one.good
            total.shed += one.shed
            total.timedOut += one.timedOut
            total.broken += one.broken
            total.statuses.merge(one.statuses, uniquingKeysWith: +)
            total.retries += one.retries
            total.goodRetries += one.goodRetries
            total.durations.merge(one.durations)
        }
    }
}
