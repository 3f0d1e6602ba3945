public import MeridianCore
public import NIOCore

/// An event that is to be queued.
public struct NewEvent: Hashable, Sendable {
    /// Of the function that it is for.
    public var lane: QueueLane
    /// What the receiver needs beside the payload, such as the attributes of a CloudEvent; the queue does not look into
    /// it.
    public var head: String
    public var payload: ByteBuffer
    /// Events of a lane with the same key are worked on one after the other, in the order in which they were accepted.
    public var orderingKey: String?
    /// A second event of the lane with the same key is not queued, within a window of time.
    public var idempotencyKey: String?
    /// The event is not leased before.
    public var notBefore: Timestamp?

    public init(
        lane: QueueLane, head: String = "", payload: ByteBuffer, orderingKey: String? = nil,
        idempotencyKey: String? = nil, notBefore: Timestamp? = nil
    ) {
        self.lane = lane
        self.head = head
        self.payload = payload
        self.orderingKey = orderingKey
        self.idempotencyKey = idempotencyKey
        self.notBefore = notBefore
    }

    /// In bytes, as it is counted against ``EventQueueLimits/eventSize``.
    public var size: Int { head.utf8.count + payload.readableBytes }
}

/// The number of an event in its queue. Numbers grow, and none is given twice.
public struct EventID: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    public init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    public static func < (left: EventID, right: EventID) -> Bool { left.rawValue < right.rawValue }

    public var description: String { String(rawValue) }
}

/// That an event is in the queue, durably.
public struct EventReceipt: Hashable, Sendable {
    public var id: EventID
    /// Whether it was there already, by its idempotency key.
    public var isDuplicate: Bool

    public init(id: EventID, isDuplicate: Bool) {
        self.id = id
        self.isDuplicate = isDuplicate
    }
}
