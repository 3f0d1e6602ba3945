/// What calls a function.
public enum Trigger: Hashable, Sendable {
    case http(HTTPTrigger)
    case timer(TimerTrigger)
    case event(EventTrigger)
    case queue(QueueTrigger)

    /// The kind as it is spelled in files and on the command line.
    public var kind: String {
        switch self {
        case .http: "http"
        case .timer: "timer"
        case .event: "event"
        case .queue: "queue"
        }
    }
}

/// Requests to a path.
public struct HTTPTrigger: Hashable, Sendable {
    /// The methods that are bound; empty binds all.
    public var methods: [HTTPMethod]
    /// A pattern such as `/items/{id}` or `/assets/{path*}`; see ``PathPattern``.
    public var path: String

    public init(methods: [HTTPMethod] = [], path: String) {
        self.methods = methods
        self.path = path
    }
}

/// A schedule.
public struct TimerTrigger: Hashable, Sendable {
    public enum Schedule: Hashable, Sendable {
        /// Five fields (minute hour day month weekday) in UTC.
        case cron(String)
        /// A period in seconds, counted from start-up.
        case every(seconds: Double)
        /// One moment: a date-time of RFC 3339 with an offset, such as `2026-11-11T20:00:00+08:00`.
        case at(String)
    }

    public var schedule: Schedule
    /// Handed to the function as it is.
    public var payload: String?

    public init(_ schedule: Schedule, payload: String? = nil) {
        self.schedule = schedule
        self.payload = payload
    }
}

/// CloudEvents whose `type` matches.
public struct EventTrigger: Hashable, Sendable {
    /// The exact `type`, or a prefix ending in `*`; `*` takes all.
    public var type: String
    /// The exact `source`, when only one is wanted.
    public var source: String?

    public init(type: String, source: String? = nil) {
        self.type = type
        self.source = source
    }

    /// Whether an event with these attributes is meant for the function.
    public func matches(type: String, source: String) -> Bool {
        if let wanted = self.source, wanted != source { return false }
        if self.type.hasSuffix("*") { return type.hasPrefix(self.type.dropLast()) }
        return type == self.type
    }
}

/// Messages of a queue, in batches.
public struct QueueTrigger: Hashable, Sendable {
    public var queue: String
    /// The largest number of messages in one invocation (1–1000).
    public var batchSize: Int

    public init(queue: String, batchSize: Int = 10) {
        self.queue = queue
        self.batchSize = batchSize
    }
}
