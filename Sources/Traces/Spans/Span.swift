public import MeridianCore
import Telemetry

/// What is kept of one request of a function: its place in a trace, how it ended, and where the time went.
public struct Span: Sendable, Codable, Equatable {
    /// How the function was reached.
    public enum Kind: String, Sendable, Codable {
        case http, timer, event, queue
        /// Sent again by `meridian replay`.
        case replay
    }

    /// Why it was kept.
    public enum Reason: String, Sendable, Codable {
        case failed, slow
        /// Another span of its trace was kept.
        case related
        /// One in so many of the rest.
        case sampled
    }

    /// Where the time went, in milliseconds.
    public struct Timing: Sendable, Codable, Equatable {
        public var total: Double
        /// Until an instance got it: waiting for admission and for a free instance.
        public var queue: Double
        /// Starting a process for it.
        public var spawn: Double
        /// Until the new process could serve.
        public var initialization: Double
        /// What the function took itself.
        public var handler: Double

        public init(total: Double, queue: Double, spawn: Double, initialization: Double, handler: Double) {
            self.total = total
            self.queue = queue
            self.spawn = spawn
            self.initialization = initialization
            self.handler = handler
        }
    }

    /// 32 hexadecimal digits.
    public var traceID: String
    /// 16 hexadecimal digits.
    public var id: String
    /// The span that called, which may be one that Meridian does not know.
    public var parentID: String?
    public var requestID: String
    public var kind: Kind
    public var service: ServiceName
    public var function: FunctionName
    public var release: Int
    public var method: String
    public var route: String?
    public var time: Timestamp
    /// Since 1970-01-01T00:00:00Z.
    public var startMicroseconds: Int64
    public var status: Int
    public var outcome: String
    public var milliseconds: Timing
    public var attempt: Int
    /// The process id of the instance; `nil` when none got it.
    public var instance: Int?
    public var isCold: Bool
    public var requestBytes: Int
    public var answerBytes: Int
    public var reason: Reason
    /// Why the platform answered in the function's place.
    public var problem: String?
    public var capture: RequestCapture?

    public init(
        traceID: String, id: String, parentID: String?, requestID: String, kind: Kind, service: ServiceName,
        function: FunctionName, release: Int, method: String, route: String?, time: Timestamp, startMicroseconds: Int64,
        status: Int, outcome: String, milliseconds: Timing, attempt: Int, instance: Int?, isCold: Bool,
        requestBytes: Int, answerBytes: Int, reason: Reason, problem: String? = nil, capture: RequestCapture? = nil
    ) {
        self.traceID = traceID
        self.id = id
        self.parentID = parentID
        self.requestID = requestID
        self.kind = kind
        self.service = service
        self.function = function
        self.release = release
        self.method = method
        self.route = route
        self.time = time
        self.startMicroseconds = startMicroseconds
        self.status = status
        self.outcome = outcome
        self.milliseconds = milliseconds
        self.attempt = attempt
        self.instance = instance
        self.isCold = isCold
        self.requestBytes = requestBytes
        self.answerBytes = answerBytes
        self.reason = reason
        self.problem = problem
        self.capture = capture
    }
}

extension Span {
    /// - Parameter epoch: What must be added to times of the record to get nanoseconds since 1970.
    init(_ record: SpanRecord, reason: Reason, epoch: Int64, redaction: Redaction) {
        let identity = record.identity
        traceID = RequestID.text(identity.traceHigh, identity.traceLow)
        id = Self.hexadecimal(identity.span)
        parentID = identity.parent == 0 ? nil : Self.hexadecimal(identity.parent)
        requestID = record.requestID
        kind = record.site.kind
        service = record.site.key.service
        function = record.site.key.function
        release = record.site.key.release
        method = record.method.rawValue
        route = record.site.route
        startMicroseconds = (record.startedAt + epoch) / 1_000
        time = Timestamp(milliseconds: startMicroseconds / 1_000)
        status = record.status
        outcome = record.outcome.label
        milliseconds = Timing(record)
        attempt = record.attempt
        instance = record.instance == 0 ? nil : Int(record.instance)
        isCold = record.isCold
        requestBytes = record.requestBytes
        answerBytes = record.answerBytes
        self.reason = reason
        problem = record.detail?.problem
        capture = record.detail?.capture.map { RequestCapture($0, redacting: redaction) }
    }

    static func hexadecimal(_ value: UInt64) -> String { String(RequestID.text(0, value).suffix(16)) }

    /// When it was over, in microseconds since 1970.
    public var endMicroseconds: Int64 { startMicroseconds + Int64(milliseconds.total * 1_000) }
}

extension Span.Timing {
    /// A request that came with the start of an instance waits within it: that is no time of the handler.
    init(_ record: SpanRecord) {
        let began = record.beganAt == 0 ? record.startedAt + record.duration : record.beganAt
        let wait = max(0, began - record.startedAt)
        let rest = max(0, record.duration - wait)
        let start = record.spawn + record.initialization
        // What was handed over while the instance started waits from then on; what queued before has waited already.
        let within = min(start, rest)
        total = Double(record.duration) / 1e6
        queue = Double(wait) / 1e6
        spawn = Double(min(record.spawn, within)) / 1e6
        initialization = Double(max(0, within - record.spawn)) / 1e6
        handler = record.beganAt == 0 ? 0 : Double(max(0, rest - within)) / 1e6
    }
}
