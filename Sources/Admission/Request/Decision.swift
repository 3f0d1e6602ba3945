/// What becomes of a request.
public enum Decision: Sendable {
    /// It may run as soon as an instance takes it.
    case admit(Permit)
    /// It may run once fewer of its function's requests do: put it into the ``FairQueue`` and ask
    /// ``AdmissionController/mayStart(_:)`` before taking it out.
    case queue(Permit)
    /// It may go on at that time, see ``AdmissionController/resume(_:now:)``.
    case wait(Permit, until: Nanoseconds)
    case reject(Rejection)
}

/// Why a request was turned away.
public struct Rejection: Sendable, Hashable {
    public enum Reason: UInt8, Sendable, Hashable, CaseIterable {
        case flow, parameter, system, breaker
        /// The unit has too much to do, and the request matters less than others.
        case overload
        /// Too many are tried again.
        case retries
        /// Nobody waits for the answer any more.
        case deadline
    }

    public let reason: Reason
    /// The position of the rule in the rule set; `nil` when the unit turned it away by itself.
    public let rule: Int?
    /// When another try makes sense.
    public let retryAfter: Nanoseconds

    init(_ reason: Reason, rule: Int? = nil, retryAfter: Nanoseconds) {
        self.reason = reason
        self.rule = rule
        self.retryAfter = retryAfter
    }

    /// The HTTP status of the answer: 429 when the caller is at a limit of its own, 503 when the unit can't.
    public var status: Int {
        switch reason {
        case .flow, .parameter, .retries: 429
        case .system, .breaker, .overload: 503
        case .deadline: 504
        }
    }

    /// For a Retry-After field: whole seconds, at least 1 and at most a day.
    public var retryAfterSeconds: Int {
        Int(max(1, min((retryAfter / .second) + (retryAfter % .second > 0 ? 1 : 0), 86_400)))
    }
}

/// How a request ended that had begun to run.
public enum AdmissionOutcome: Sendable {
    case succeeded
    /// 5xx, a time-out or a lost instance: what breakers count.
    case failed
    /// The caller went away, which says nothing of the function.
    case cancelled
}
