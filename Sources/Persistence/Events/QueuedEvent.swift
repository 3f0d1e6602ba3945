public import MeridianCore
public import NIOCore

/// An event in a queue.
public struct QueuedEvent: Hashable, Sendable {
    public var id: EventID
    public var lane: QueueLane
    public var head: String
    public var payload: ByteBuffer
    public var orderingKey: String?
    /// When it was accepted.
    public var enqueuedAt: Timestamp
    /// How often it was leased, without the tries that do not count.
    public var attempts: Int

    public init(
        id: EventID, lane: QueueLane, head: String, payload: ByteBuffer, orderingKey: String?, enqueuedAt: Timestamp,
        attempts: Int
    ) {
        self.id = id
        self.lane = lane
        self.head = head
        self.payload = payload
        self.orderingKey = orderingKey
        self.enqueuedAt = enqueuedAt
        self.attempts = attempts
    }
}

/// The right to work on an event until a moment. Whoever holds it settles the event.
public struct EventLease: Hashable, Sendable {
    public var id: EventID
    public var lane: QueueLane
    /// From then on the event may be given to another.
    public var expiresAt: Timestamp
    /// Which try this is, beginning with 1.
    public var attempt: Int

    public init(id: EventID, lane: QueueLane, expiresAt: Timestamp, attempt: Int) {
        self.id = id
        self.lane = lane
        self.expiresAt = expiresAt
        self.attempt = attempt
    }
}

public struct LeasedEvent: Hashable, Sendable {
    public var event: QueuedEvent
    public var lease: EventLease

    public init(event: QueuedEvent, lease: EventLease) {
        self.event = event
        self.lease = lease
    }
}

/// What becomes of an event that was leased.
public struct EventSettlement: Hashable, Sendable {
    public enum Outcome: Hashable, Sendable {
        /// It is done, and forgotten.
        case finished
        /// It is leased again, not before a moment.
        case retry(at: Timestamp)
        /// Like ``retry(at:)``, and this try does not count: the event could not be worked on.
        case postponed(until: Timestamp)
        /// It is put aside with a reason, of which at most 4 KiB are kept.
        case dead(reason: String)
    }

    public var lease: EventLease
    public var outcome: Outcome

    public init(_ lease: EventLease, _ outcome: Outcome) {
        self.lease = lease
        self.outcome = outcome
    }

    /// Of a reason that is kept.
    static func shortened(_ reason: String) -> String {
        guard reason.utf8.count > 4_096 else { return reason }
        return String(decoding: reason.utf8.prefix(4_093), as: UTF8.self) + "…"
    }
}

/// An event that was put aside.
public struct DeadEvent: Hashable, Sendable {
    /// Without head and payload when it is damaged.
    public var event: QueuedEvent
    public var diedAt: Timestamp
    public var reason: String
    /// Its bytes are not those that were accepted. It is not redriven.
    public var isDamaged: Bool

    public init(event: QueuedEvent, diedAt: Timestamp, reason: String, isDamaged: Bool) {
        self.event = event
        self.diedAt = diedAt
        self.reason = reason
        self.isDamaged = isDamaged
    }
}

/// What has become of an event.
public enum EventFate: Hashable, Sendable {
    /// It waits or is being worked on.
    case pending
    case dead(reason: String)
    /// It was worked on with success, or purged.
    case gone
}

/// How a lane is doing.
public struct LaneStatus: Hashable, Sendable {
    public var lane: QueueLane
    /// Events that are neither finished nor dead, those being worked on among them.
    public var pending: Int
    public var dead: Int
    /// Since when the event whose turn is next could be leased, or could have been for the last time; `nil` when none is
    /// pending, in the future when all are leased or delayed.
    public var oldestDue: Timestamp?

    public init(lane: QueueLane, pending: Int, dead: Int, oldestDue: Timestamp?) {
        self.lane = lane
        self.pending = pending
        self.dead = dead
        self.oldestDue = oldestDue
    }
}
