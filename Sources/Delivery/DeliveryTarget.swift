public import NIOCore
public import Persistence

/// An event that is to be delivered now.
public struct DueCall: Sendable {
    /// ``Persistence/QueuedEvent/attempts`` counts this try.
    public var event: QueuedEvent
    public var call: QueuedCall

    public init(event: QueuedEvent, call: QueuedCall) {
        self.event = event
        self.call = call
    }
}

/// What came of a delivery.
public enum DeliveryOutcome: Sendable {
    /// The function worked on all of it, and answered.
    case taken(ByteBuffer)
    /// The function worked on a batch but for some messages.
    case partly(failed: Set<EventID>, reason: String)
    /// The function failed.
    case failed(reason: String)
    /// The function could not be called, or asked to be left alone for a time.
    case unavailable(reason: String, retryAfter: Duration?)
    /// It never will be otherwise.
    case undeliverable(reason: String)
}

/// The function that events of a lane are delivered to.
public protocol DeliveryTarget: Sendable {
    /// How it is delivered to at this moment.
    func policy() async -> LanePolicy

    /// Calls the function.
    /// - Parameter calls: One, or several messages of a queue with the same target.
    func deliver(_ calls: [DueCall]) async -> DeliveryOutcome

    /// Begins several calls at once, and does not wait for them. A target that can begin them in one step does so;
    /// otherwise each is a task of its own.
    /// - Parameter tell: Gets to know what came of a call, by its position: once for each, from any thread.
    func begin(_ calls: [[DueCall]], _ tell: @escaping @Sendable (Int, DeliveryOutcome) -> Void)

    /// Whether ``succeeded(_:_:)`` has anything to do at this moment.
    var handsOnAnswers: Bool { get }

    /// Hands on what the function answered, before the event is forgotten. It may be called again for the same event.
    func succeeded(_ call: DueCall, _ answer: ByteBuffer) async throws

    /// Hands on an event that is about to be put aside. It may be called again for the same event.
    func died(_ event: QueuedEvent, _ reason: String) async throws
}

extension DeliveryTarget {
    public func begin(_ calls: [[DueCall]], _ tell: @escaping @Sendable (Int, DeliveryOutcome) -> Void) {
        for (position, batch) in calls.enumerated() {
            Task { tell(position, await deliver(batch)) }
        }
    }

    public var handsOnAnswers: Bool { true }
}

/// What the platform is told about deliveries.
public struct DeliveryReport: Sendable {
    public enum Level: Sendable {
        case debug, warning, error
    }

    public var level: Level
    public var lane: QueueLane
    public var event: EventID?
    public var message: String

    public init(level: Level, lane: QueueLane, event: EventID?, message: String) {
        self.level = level
        self.lane = lane
        self.event = event
        self.message = message
    }
}
