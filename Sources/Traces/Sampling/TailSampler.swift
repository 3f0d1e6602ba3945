import MeridianCore
import Telemetry

/// Decides which spans are kept once it is known how they ended. Pure: it is told the time.
///
/// Failed and slow ones are kept at once, up to a rate. Ordinary ones wait a while for one of their trace that is kept;
/// of the rest every so manieth trace is kept, chosen by its id, so that all its spans are.
public struct TailSampler: Sendable {
    public struct Decision: Sendable {
        public var record: SpanRecord
        public var reason: Span.Reason
    }

    private struct TraceKey: Hashable {
        var high: UInt64
        var low: UInt64

        init(_ identity: SpanRecord.Identity) {
            high = identity.traceHigh
            low = identity.traceLow
        }
    }

    private struct Waiting {
        var record: SpanRecord
        /// In nanoseconds.
        var until: Int64
    }

    private let settings: TraceSettings
    private let window: Int64
    private var thresholds: [FunctionPlace: QuantileEstimate] = [:]
    private var kept: [TraceKey: Int64] = [:]
    private var waiting: [Waiting] = []
    private var firstWaiting = 0
    private var second = Int64.min
    private var failedThisSecond = 0
    private var slowThisSecond = 0
    private var steadyThisSecond: [FunctionPlace: Int] = [:]

    private struct FunctionPlace: Hashable {
        var service: ServiceName
        var function: FunctionName

        init(_ key: SpanSite.Key) {
            service = key.service
            function = key.function
        }
    }

    public init(_ settings: TraceSettings) {
        self.settings = settings
        window = settings.window.components.seconds * 1_000_000_000
    }

    /// Spans that have not been decided on.
    public var undecided: ArraySlice<SpanRecord> { ArraySlice(waiting[firstWaiting...].map(\.record)) }

    /// - Parameter now: In nanoseconds by the clock of the records.
    /// - Returns: What is to be kept now.
    public mutating func add(_ records: [SpanRecord], now: Int64) -> [Decision] {
        turnSecond(now)
        var decisions: [Decision] = []
        for record in records {
            learn(record)
            let key = TraceKey(record.identity)
            if let reason = worth(record) {
                kept[key] = now + 2 * window
                decisions.append(Decision(record: record, reason: reason))
            } else if kept[key] != nil {
                decisions.append(Decision(record: record, reason: .related))
            } else {
                waiting.append(Waiting(record: record, until: now + window))
            }
        }
        decide(now, &decisions)
        return decisions
    }

    /// Decides on everything that waits: at the end.
    public mutating func finish() -> [Decision] {
        var decisions: [Decision] = []
        decide(.max, &decisions)
        return decisions
    }

    private mutating func turnSecond(_ now: Int64) {
        guard now / 1_000_000_000 != second else { return }
        second = now / 1_000_000_000
        failedThisSecond = 0
        slowThisSecond = 0
        steadyThisSecond.removeAll(keepingCapacity: true)
        kept = kept.filter { $0.value > now }
    }

    private mutating func learn(_ record: SpanRecord) {
        guard record.outcome != .shed else { return }
        let estimate = thresholds[FunctionPlace(record.site.key), default: QuantileEstimate()].learn(record.duration)
        // What lies as close to the estimate as its steps are wide is not slow, or one in a hundred always were.
        if let estimate { record.site.slowAfter = estimate + estimate / 16 }
    }

    private mutating func worth(_ record: SpanRecord) -> Span.Reason? {
        if record.isFailed, failedThisSecond < settings.failedPerSecond {
            failedThisSecond += 1
            return .failed
        }
        if record.isSlow, slowThisSecond < settings.slowPerSecond {
            slowThisSecond += 1
            return .slow
        }
        return nil
    }

    private mutating func decide(_ now: Int64, _ decisions: inout [Decision]) {
        while firstWaiting < waiting.count,
            waiting[firstWaiting].until <= now || waiting.count - firstWaiting > settings.mostWaiting
        {
            let record = waiting[firstWaiting].record
            firstWaiting += 1
            let key = TraceKey(record.identity)
            if kept[key] != nil {
                decisions.append(Decision(record: record, reason: .related))
            } else if isChosen(record) {
                kept[key] = now == .max ? .max : now + window
                decisions.append(Decision(record: record, reason: .sampled))
            }
        }
        if firstWaiting > 4_096 || firstWaiting == waiting.count {
            waiting.removeFirst(firstWaiting)
            firstWaiting = 0
        }
    }

    private mutating func isChosen(_ record: SpanRecord) -> Bool {
        // The id is random but for the bit that keeps it from being zero.
        if record.identity.traceLow >> 1 % UInt64(max(1, settings.oneIn)) == 0 { return true }
        let place = FunctionPlace(record.site.key)
        guard steadyThisSecond[place, default: 0] < settings.steadyPerSecond else { return false }
        steadyThisSecond[place, default: 0] += 1
        return true
    }
}

extension QuantileEstimate {
    fileprivate mutating func learn(_ sample: Int64) -> Int64? {
        add(sample)
        return estimate
    }
}
