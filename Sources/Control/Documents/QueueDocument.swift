public import Meridian
public import MeridianCore

/// How the events of a function are doing.
public struct QueueDocument: Sendable, Codable, Equatable {
    public var service: ServiceName
    public var function: String
    /// Events that are neither finished nor dead, those being worked on among them.
    public var pending: Int
    public var dead: Int
    /// Seconds that the event whose turn is next could have been worked on already; `nil` when none waits.
    public var delaySeconds: Double?

    public init(service: ServiceName, function: String, pending: Int, dead: Int, delaySeconds: Double?) {
        self.service = service
        self.function = function
        self.pending = pending
        self.dead = dead
        self.delaySeconds = delaySeconds
    }
}

public struct QueueListDocument: Sendable, Codable, Equatable {
    public var queues: [QueueDocument]

    public init(queues: [QueueDocument]) {
        self.queues = queues
    }
}

/// An event that waits, or that was put aside.
public struct QueuedEventDocument: Sendable, Codable, Equatable {
    public var id: Int64
    public var acceptedAt: Timestamp
    /// How often it was tried.
    public var attempts: Int
    /// The kind of trigger that it is for; `nil` when it can't be read.
    public var kind: String?
    /// The header fields that the function gets, such as the attributes of a CloudEvent.
    public var fields: [String: String]
    /// What it carries: JSON as it is, anything else as a text.
    public var data: JSONValue
    public var diedAt: Timestamp?
    /// Why it was put aside.
    public var reason: String?

    public init(
        id: Int64, acceptedAt: Timestamp, attempts: Int, kind: String?, fields: [String: String], data: JSONValue,
        diedAt: Timestamp? = nil, reason: String? = nil
    ) {
        self.id = id
        self.acceptedAt = acceptedAt
        self.attempts = attempts
        self.kind = kind
        self.fields = fields
        self.data = data
        self.diedAt = diedAt
        self.reason = reason
    }
}

public struct QueuedEventListDocument: Sendable, Codable, Equatable {
    public var events: [QueuedEventDocument]

    public init(events: [QueuedEventDocument]) {
        self.events = events
    }
}

/// How many events were put back or removed.
public struct QueueChangeDocument: Sendable, Codable, Equatable {
    public var count: Int

    public init(count: Int) {
        self.count = count
    }
}

/// Which dead events are to be put back.
public struct RedriveDocument: Sendable, Codable, Equatable {
    /// All when this is left out.
    public var ids: [Int64]?

    public init(ids: [Int64]? = nil) {
        self.ids = ids
    }
}
