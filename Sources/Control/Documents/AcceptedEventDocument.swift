public import MeridianCore

/// That a function will get something: it is on disk.
public struct AcceptedCallDocument: Sendable, Codable, Equatable {
    public var service: ServiceName
    public var function: FunctionName
    /// Its number among the events of the service; `GET /v1/events/{service}/{id}` tells its fate.
    public var id: Int64
    /// Whether it was accepted before, by its source and id or its idempotency key.
    public var isDuplicate: Bool

    public init(service: ServiceName, function: FunctionName, id: Int64, isDuplicate: Bool) {
        self.service = service
        self.function = function
        self.id = id
        self.isDuplicate = isDuplicate
    }
}

/// Who will get an event: a part of the answer of `POST /v1/events`.
public struct AcceptedEventDocument: Sendable, Codable, Equatable {
    /// The id of the event, unique within its source.
    public var id: String
    public var source: String
    public var accepted: [AcceptedCallDocument]

    public init(id: String, source: String, accepted: [AcceptedCallDocument]) {
        self.id = id
        self.source = source
        self.accepted = accepted
    }
}

/// The answer of `POST /v1/events`.
public struct AcceptedEventsDocument: Sendable, Codable, Equatable {
    /// In the order in which they came.
    public var events: [AcceptedEventDocument]

    public init(events: [AcceptedEventDocument]) {
        self.events = events
    }
}

/// The answer of an invocation that nobody waits for, and of messages for a queue.
public struct AcceptedCallsDocument: Sendable, Codable, Equatable {
    public var accepted: [AcceptedCallDocument]

    public init(accepted: [AcceptedCallDocument]) {
        self.accepted = accepted
    }
}

/// What has become of an event.
public struct EventFateDocument: Sendable, Codable, Equatable {
    public enum State: String, Sendable, Codable {
        /// It waits or is being worked on.
        case pending
        /// It was worked on with success, or purged.
        case done
        /// It was put aside.
        case dead
    }

    public var service: ServiceName
    public var id: Int64
    public var state: State
    /// Why it was put aside.
    public var reason: String?

    public init(service: ServiceName, id: Int64, state: State, reason: String? = nil) {
        self.service = service
        self.id = id
        self.state = state
        self.reason = reason
    }
}
