public import MeridianCore

/// Events of one service that were accepted and are not lost: each is given out at least once, and again until whoever
/// works on it settles it.
///
/// ```swift
/// for leased in try await queue.lease(from: "charge", limit: 10, for: .seconds(30), waiting: .seconds(20)) {
///     do {
///         try await charge(leased.event)
///         try await queue.finish(leased.lease)
///     } catch {
///         try await queue.retry(leased.lease, at: later)
///     }
/// }
/// ```
/// What a method has returned from survives the process. Events of a lane come in the order in which they are due; with an
/// ordering key, the next of the key comes when the one before is finished, dead or purged.
/// `PersistenceChecks` of the tests shows what every queue must do.
public protocol EventQueue: Sendable {
    /// Accepts all events, or none.
    /// - Returns: A receipt for each, in their order.
    /// - Throws: ``MeridianCore/ErrorCode/eventRefused``, ``MeridianCore/ErrorCode/queueFull``,
    ///   ``MeridianCore/ErrorCode/storeFull``.
    @discardableResult
    func enqueue(_ events: [NewEvent]) async throws -> [EventReceipt]

    /// Gives out events of a lane that are due.
    /// - Parameters:
    ///   - limit: Most events, 1–1,000.
    ///   - time: How long nobody else gets them.
    ///   - patience: How long to wait for the first when none is due, at most a day.
    /// - Returns: Empty when there was none.
    func lease(
        from lane: QueueLane, limit: Int, for time: Duration, waiting patience: Duration
    ) async throws -> [LeasedEvent]

    /// Holds on to an event for longer.
    /// - Returns: The lease that replaces this one, from now for the time.
    /// - Throws: ``MeridianCore/ErrorCode/leaseLost``.
    func extend(_ lease: EventLease, for time: Duration) async throws -> EventLease

    /// Says what becomes of events, together.
    /// - Returns: For each whether it was still leased like this; where it was not, nothing was done.
    func settle(_ settlements: [EventSettlement]) async throws -> [Bool]

    /// - Returns: `nil` when there never was such an event.
    func fate(of id: EventID) async throws -> EventFate?

    /// How many events of a lane are neither finished nor dead; takes the same time for any number.
    func depth(of lane: QueueLane) async throws -> Int

    /// Every lane that ever held an event, by name.
    func status() async throws -> [LaneStatus]

    /// The pending events of a lane in the order in which they are due, without those that wait behind another of their
    /// ordering key; damaged ones are left out.
    /// - Parameter limit: Most events, 1–1,000.
    func peek(at lane: QueueLane, limit: Int) async throws -> [QueuedEvent]

    /// Events that were put aside, by their numbers.
    /// - Parameters:
    ///   - after: Where the part before ended.
    ///   - limit: Most events, 1–1,000.
    func deadEvents(of lane: QueueLane, after: EventID?, limit: Int) async throws -> [DeadEvent]

    /// Puts dead events back, as if they had never been tried.
    /// - Parameter ids: Which; `nil` for all. Those that are not dead, or are damaged, are left alone.
    /// - Returns: How many.
    @discardableResult
    func redrive(_ lane: QueueLane, _ ids: [EventID]?) async throws -> Int

    /// Removes the pending events of a lane that were accepted before, also those that are leased.
    /// - Returns: How many.
    @discardableResult
    func purge(_ lane: QueueLane) async throws -> Int

    /// Removes the dead events of a lane.
    /// - Returns: How many.
    @discardableResult
    func purgeDead(_ lane: QueueLane) async throws -> Int

    /// Waits for what was begun, wakes those who wait for events, and refuses everything from then on.
    func close() async
}

extension EventQueue {
    public func enqueue(_ event: NewEvent) async throws -> EventReceipt {
        try await enqueue([event])[0]
    }

    public func lease(from lane: QueueLane, limit: Int, for time: Duration) async throws -> [LeasedEvent] {
        try await lease(from: lane, limit: limit, for: time, waiting: .zero)
    }

    /// - Throws: ``MeridianCore/ErrorCode/leaseLost``.
    public func finish(_ lease: EventLease) async throws {
        try await settle(lease, .finished)
    }

    /// - Throws: ``MeridianCore/ErrorCode/leaseLost``.
    public func retry(_ lease: EventLease, at moment: Timestamp) async throws {
        try await settle(lease, .retry(at: moment))
    }

    /// Puts an event aside that nobody shall try again.
    /// - Throws: ``MeridianCore/ErrorCode/leaseLost``.
    public func bury(_ lease: EventLease, reason: String) async throws {
        try await settle(lease, .dead(reason: reason))
    }

    private func settle(_ lease: EventLease, _ outcome: EventSettlement.Outcome) async throws {
        guard try await settle([EventSettlement(lease, outcome)])[0] else { throw lease.lost }
    }
}

extension EventLease {
    var lost: MeridianError {
        MeridianError(.leaseLost, "the lease of event \(id) in the lane '\(lane)' is lost", status: 409)
    }
}
