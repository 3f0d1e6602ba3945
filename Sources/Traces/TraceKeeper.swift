public import MeridianCore
import Synchronization

/// Takes the spans of all event loops, decides which are kept, and finds them again.
public final class TraceKeeper: Sendable {
    public struct Status: Sendable, Equatable {
        /// Spans on disk.
        public var spans: Int
        public var bytes: Int
        /// Spans that were dropped because too many came at a time.
        public var dropped: Int
        public var damages: [SegmentLog.Damage]
        /// Why the last spans could not be written; `nil` when they were.
        public var problem: String?

        public init(spans: Int, bytes: Int, dropped: Int, damages: [SegmentLog.Damage], problem: String?) {
            self.spans = spans
            self.bytes = bytes
            self.dropped = dropped
            self.damages = damages
            self.problem = problem
        }
    }

    private struct SiteKey: Hashable, Sendable {
        var key: SpanSite.Key
        var kind: Span.Kind?
    }

    private struct State: Sendable {
        var sampler: TailSampler
        var store: TraceStore
        var calls: [SpanRecord] = []
        var dropped = 0
        var problem: String?
    }

    public let settings: TraceSettings
    private let on: Atomic<Bool>
    private let redaction: Redaction
    private let clock: @Sendable () -> Int64
    private let state: Mutex<State>
    private let sites = Mutex<[SiteKey: SpanSite]>([:])
    private let observer = Mutex<(@Sendable ([Span]) -> Void)?>(nil)

    /// - Parameters:
    ///   - directory: Where spans are kept.
    ///   - clock: That of the records, in nanoseconds.
    /// - Throws: ``ErrorCode/storeUnusable``, ``ErrorCode/badTracingSetting``.
    public init(
        directory: String, settings: TraceSettings, clock: @escaping @Sendable () -> Int64
    ) throws(MeridianError) {
        self.settings = settings
        on = Atomic(settings.isOn)
        redaction = try Redaction(settings.redactedFields)
        self.clock = clock
        let store = try TraceStore(
            directory: directory,
            limits: .init(totalBytes: settings.storeBytes, maximumAge: settings.maximumAge))
        state = Mutex(State(sampler: TailSampler(settings), store: store))
    }

    /// Whether calls of the platform are taken down.
    public var isOn: Bool {
        get { on.load(ordering: .relaxed) }
        set { on.store(newValue, ordering: .relaxed) }
    }

    /// Lets someone know what is kept.
    public func observe(_ observer: @escaping @Sendable ([Span]) -> Void) {
        self.observer.withLock { $0 = observer }
    }

    /// The nanoseconds between the clock of the records and 1970.
    private var epoch: Int64 { Timestamp.now.milliseconds * 1_000_000 - clock() }

    /// The site of calls that the platform makes itself.
    /// - Parameter kind: `nil` for that of the trigger.
    public func site(
        of function: FunctionManifest, trigger: Int, service: ServiceName, release: Int, kind: Span.Kind? = nil
    ) -> SpanSite {
        let site = SpanSite(function, trigger: trigger, service: service, release: release, kind: kind)
        return sites.withLock { sites in
            let key = SiteKey(key: site.key, kind: kind)
            if let known = sites[key] { return known }
            // Releases come and go; what is known of their sites is soon learned again.
            if sites.count >= 4_096 { sites.removeAll() }
            sites[key] = site
            return site
        }
    }

    /// A call that the platform made itself: a delivery, a timer, a replay. From any thread.
    public func record(_ record: SpanRecord) {
        guard isOn else { return }
        state.withLock { state in
            if state.calls.count < 16_384 { state.calls.append(record) } else { state.dropped += 1 }
        }
    }

    /// Takes what event loops took down. Blocks while it writes.
    public func take(_ records: [SpanRecord], dropped: Int) {
        let (now, epoch) = (clock(), epoch)
        let kept = state.withLock { state in
            state.dropped += dropped
            let all = state.calls.isEmpty ? records : records + state.calls
            state.calls.removeAll()
            return keep(state.sampler.add(all, now: now), epoch, &state)
        }
        if !kept.isEmpty { observer.withLock { $0 }?(kept) }
    }

    /// Decides on all spans: nothing comes any more.
    public func finish() {
        let epoch = epoch
        state.withLock { state in _ = keep(state.sampler.finish(), epoch, &state) }
    }

    private func keep(_ decisions: [TailSampler.Decision], _ epoch: Int64, _ state: inout State) -> [Span] {
        guard !decisions.isEmpty else { return [] }
        let spans = decisions.map { Span($0.record, reason: $0.reason, epoch: epoch, redaction: redaction) }
        do {
            try state.store.append(spans)
            state.problem = nil
        } catch {
            state.problem = "\(error)"
            state.dropped += spans.count
        }
        return spans
    }

    /// The spans of a trace or request, with those that may not be kept for long; in the order in which they began.
    public func find(_ id: String) throws -> [Span] {
        let epoch = epoch
        return try state.withLock { state in
            var spans = try state.store.find(id)
            var traces = Set(spans.map(\.traceID))
            let undecided = state.sampler.undecided
            for record in undecided where record.requestID == id {
                traces.insert(RequestID.text(record.identity.traceHigh, record.identity.traceLow))
            }
            traces.insert(id)
            for record in undecided
            where traces.contains(RequestID.text(record.identity.traceHigh, record.identity.traceLow)) {
                spans.append(Span(record, reason: .sampled, epoch: epoch, redaction: redaction))
            }
            return spans.sorted { $0.startMicroseconds < $1.startMicroseconds }
        }
    }

    /// The newest spans that match, the newest first.
    public func list(_ query: TraceQuery) throws -> [Span] {
        try state.withLock { state in try state.store.list(query) }
    }

    public var status: Status {
        state.withLock { state in
            Status(
                spans: state.store.count, bytes: state.store.bytes, dropped: state.dropped,
                damages: state.store.damages, problem: state.problem)
        }
    }
}
