public import MeridianCore
import NIOCore
import Synchronization

/// Events in memory, for tests and for what need not survive.
public final class MemoryEventQueue: EventQueue {
    private let limits: EventQueueLimits
    private let clock: @Sendable () -> Timestamp
    private let state = Mutex(MemoryEventTables())
    private let signals = LaneSignals()

    /// - Parameter clock: Tells the time.
    public init(limits: EventQueueLimits = EventQueueLimits(), clock: @escaping @Sendable () -> Timestamp = { .now }) {
        self.limits = limits
        self.clock = clock
    }

    private func access<Value: Sendable>(
        _ body: (inout MemoryEventTables, Timestamp) throws -> Value
    ) throws -> Value {
        guard !signals.isClosed else {
            throw MeridianError(.storeClosed, "the queue in memory is closed", status: 503)
        }
        return try state.withLock { try body(&$0, clock()) }
    }

    @discardableResult
    public func enqueue(_ events: [NewEvent]) async throws -> [EventReceipt] {
        try limits.check(events)
        let receipts = try access { tables, now in
            let before = tables
            do {
                return try tables.enqueue(events, limits, now)
            } catch {
                tables = before
                throw error
            }
        }
        for lane in Set(events.map(\.lane)) { signals.wake(lane) }
        return receipts
    }

    public func lease(
        from lane: QueueLane, limit: Int, for time: Duration, waiting patience: Duration
    ) async throws -> [LeasedEvent] {
        let limit = min(max(limit, 1), EventQueueLimits.batch)
        let time = max(time, .milliseconds(1))
        return try await signals.wait(for: lane, patience, now: clock) {
            try access { $0.lease(from: lane, limit: limit, at: $1, until: $1.advanced(by: time)) }
        }
    }

    public func extend(_ lease: EventLease, for time: Duration) async throws -> EventLease {
        try access { tables, now in
            var extended = lease
            extended.expiresAt = now.advanced(by: max(time, .milliseconds(1)))
            guard tables.extend(lease, until: extended.expiresAt) else { throw lease.lost }
            return extended
        }
    }

    public func settle(_ settlements: [EventSettlement]) async throws -> [Bool] {
        let settled = try access { tables, now in settlements.map { tables.settle($0, now) } }
        for lane in Set(settlements.map(\.lease.lane)) { signals.wake(lane) }
        return settled
    }

    public func fate(of id: EventID) async throws -> EventFate? {
        try access { tables, _ in tables.fate(of: id) }
    }

    public func depth(of lane: QueueLane) async throws -> Int {
        try access { tables, _ in tables.lanes[lane]?.pending.count ?? 0 }
    }

    public func status() async throws -> [LaneStatus] {
        try access { tables, _ in
            tables.lanes.map { name, lane in
                LaneStatus(
                    lane: name, pending: lane.pending.count, dead: lane.dead.count,
                    oldestDue: lane.waiting.first?.due)
            }.sorted { $0.lane < $1.lane }
        }
    }

    public func peek(at lane: QueueLane, limit: Int) async throws -> [QueuedEvent] {
        let limit = min(max(limit, 1), EventQueueLimits.batch)
        return try access { tables, _ in
            guard let lane = tables.lanes[lane] else { return [] }
            return lane.waiting.prefix(limit).compactMap { lane.pending[$0.id] }
        }
    }

    public func deadEvents(of lane: QueueLane, after: EventID?, limit: Int) async throws -> [DeadEvent] {
        let limit = min(max(limit, 1), EventQueueLimits.batch)
        return try access { tables, _ in
            let dead = tables.lanes[lane]?.dead.values.filter { dead in after.map { dead.event.id > $0 } ?? true }
            return Array((dead ?? []).sorted { $0.event.id < $1.event.id }.prefix(limit))
        }
    }

    @discardableResult
    public func redrive(_ lane: QueueLane, _ ids: [EventID]?) async throws -> Int {
        defer { signals.wake(lane) }
        return try access { tables, now in tables.redrive(lane, ids, now) }
    }

    @discardableResult
    public func purge(_ lane: QueueLane) async throws -> Int {
        try access { tables, _ in
            let count = tables.lanes[lane]?.pending.count ?? 0
            tables.lanes[lane]?.purge()
            return count
        }
    }

    @discardableResult
    public func purgeDead(_ lane: QueueLane) async throws -> Int {
        try access { tables, _ in
            let count = tables.lanes[lane]?.dead.count ?? 0
            tables.lanes[lane]?.dead = [:]
            return count
        }
    }

    public func close() async {
        signals.close()
    }
}
