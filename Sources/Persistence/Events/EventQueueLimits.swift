public import MeridianCore

/// What a queue takes.
public struct EventQueueLimits: Sendable {
    /// Bytes of head and payload of an event.
    public var eventSize: Int
    /// Events of a lane that are pending.
    public var laneDepth: Int
    /// How long an idempotency key is remembered.
    public var idempotencyWindow: Duration

    public init(
        eventSize: Int = 1 << 20, laneDepth: Int = 5_000_000, idempotencyWindow: Duration = .seconds(86_400)
    ) {
        self.eventSize = eventSize
        self.laneDepth = laneDepth
        self.idempotencyWindow = idempotencyWindow
    }

    /// Most events in one call.
    public static let batch = 1_000
    /// Bytes of events after which a lease takes no more of them.
    public static let leaseBytes = 16 << 20
    /// Bytes of a key.
    static let key = 1...512

    /// - Throws: ``ErrorCode/eventRefused``.
    public func check(_ events: [NewEvent]) throws(MeridianError) {
        guard (1...Self.batch).contains(events.count) else {
            throw MeridianError(
                .eventRefused, "1–\(Self.batch) events are queued at a time, not \(events.count)", status: 400)
        }
        for event in events {
            guard event.size <= eventSize else {
                throw MeridianError(
                    .eventRefused, "the event has \(event.size) bytes, and the queue takes \(eventSize)", status: 413)
            }
            for (name, key) in [("ordering", event.orderingKey), ("idempotency", event.idempotencyKey)] {
                guard let key, !Self.key.contains(key.utf8.count) || key.utf8.contains(0) else { continue }
                throw MeridianError(
                    .eventRefused, "the \(name) key of the event has \(key.utf8.count) bytes; it has 1–512, and no NUL",
                    status: 400)
            }
            guard !event.head.utf8.contains(0) else {
                throw MeridianError(
                    .eventRefused, "the head of the event has a NUL; put it into the payload", status: 400)
            }
        }
    }

    /// - Throws: ``ErrorCode/queueFull``.
    func check(_ lane: QueueLane, pending: Int, adding count: Int) throws(MeridianError) {
        guard pending + count <= laneDepth else {
            throw MeridianError(
                .queueFull, "the lane '\(lane)' holds \(pending) events and may hold \(laneDepth); send it again later",
                status: 429, retryAfter: 1)
        }
    }
}
