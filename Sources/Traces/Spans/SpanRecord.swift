public import MeridianCore
public import Telemetry

/// What is taken down of a request on its event loop: of fixed size, without text but what the platform has at hand.
/// Times are in nanoseconds by the clock of the gateway, which counts from the machine's start.
public struct SpanRecord: Sendable {
    /// The place of the request in its trace.
    public struct Identity: Sendable, Equatable {
        public var traceHigh: UInt64
        public var traceLow: UInt64
        public var span: UInt64
        /// The span that called; 0 when the trace begins here.
        public var parent: UInt64

        public init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, parent: UInt64 = 0) {
            self.traceHigh = traceHigh
            self.traceLow = traceLow
            self.span = span
            self.parent = parent
        }
    }

    public var identity: Identity
    public var site: SpanSite
    /// The halves of a request id that Meridian made; otherwise ``callersID`` has it.
    public var requestHigh: UInt64 = 0
    public var requestLow: UInt64 = 0
    public var callersID: String?
    public var startedAt: Int64
    public var duration: Int64
    /// When an instance got it; 0 when none did.
    public var beganAt: Int64 = 0
    public var spawn: Int64 = 0
    public var initialization: Int64 = 0
    public var instance: Int32 = 0
    public var isCold = false
    public var status: Int
    public var outcome: RequestOutcome
    public var method: HTTPMethod
    public var requestBytes = 0
    public var answerBytes = 0
    public var attempt = 1
    /// Only of what failed or was slow.
    public var detail: SpanDetail?

    public init(
        _ identity: Identity, at site: SpanSite, startedAt: Int64, duration: Int64, status: Int,
        outcome: RequestOutcome, method: HTTPMethod
    ) {
        self.identity = identity
        self.site = site
        self.startedAt = startedAt
        self.duration = duration
        self.status = status
        self.outcome = outcome
        self.method = method
    }

    /// Takes the request's id from its head.
    public mutating func identify(by fields: HTTPFields) {
        var halves: (high: UInt64, low: UInt64)?
        var text: String?
        fields.withFirstValue("x-request-id") { bytes in
            halves = RequestID.halves(of: bytes)
            if halves == nil { text = String(decoding: bytes, as: UTF8.self) }
        }
        requestHigh = halves?.high ?? 0
        requestLow = halves?.low ?? 0
        callersID = text
    }

    public var requestID: String { callersID ?? RequestID.text(requestHigh, requestLow) }

    /// It failed, or was turned away: not for the caller's own fault.
    public var isFailed: Bool {
        switch outcome {
        case .error, .timeout, .shed: true
        case .ok, .client: false
        }
    }

    public var isSlow: Bool { duration > site.slowAfter }
}

/// What is kept of a request that failed or was slow.
public final class SpanDetail: Sendable {
    /// Why the platform answered in the function's place.
    public let problem: String?
    public let capture: RawCapture?

    public init(problem: String?, capture: RawCapture?) {
        self.problem = problem
        self.capture = capture
    }
}
