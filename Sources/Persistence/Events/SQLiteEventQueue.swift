import GRDB
public import MeridianCore

/// The events of one service in an SQLite file.
public final class SQLiteEventQueue: EventQueue {
    let file: SQLiteFile
    private let limits: EventQueueLimits
    private let clock: @Sendable () -> Timestamp
    private let signals = LaneSignals()
    private let tally = EventTally()

    /// Events that are moved or removed in one transaction, so that others need not wait for all.
    private static let portion = 2_000

    /// Opens the file, making it if need be; blocks, for as long whatever it holds.
    /// - Parameters:
    ///   - path: In a directory that exists.
    ///   - clock: Tells the time.
    /// - Throws: ``MeridianCore/ErrorCode/storeInUse``, ``MeridianCore/ErrorCode/storeUnusable``,
    ///   ``MeridianCore/ErrorCode/storeDamaged``, ``MeridianCore/ErrorCode/storeTooNew``.
    public convenience init(
        path: String, limits: EventQueueLimits = EventQueueLimits(),
        clock: @escaping @Sendable () -> Timestamp = { .now }
    ) throws(MeridianError) {
        try self.init(path: path, limits: limits, maximumPages: nil, clock: clock)
    }

    init(
        path: String, limits: EventQueueLimits, maximumPages: Int?, clock: @escaping @Sendable () -> Timestamp
    ) throws(MeridianError) {
        file = try SQLiteFile(
            path, schema: EventTables.schema, readers: 2, maximumPages: maximumPages, participant: tally)
        self.limits = limits
        self.clock = clock
    }

    private func read<Value: Sendable>(_ body: @Sendable (EventTables) throws -> Value) async throws -> Value {
        try await file.read { try body(EventTables(database: $0)) }
    }

    /// The time is asked for when the change is made, so that it does not go back from one change to the next.
    private func commit<Value: Sendable>(
        _ body: @escaping @Sendable (EventWriter) throws -> Value
    ) async throws -> Value {
        let (clock, tally) = (clock, tally)
        return try await file.commit { try body(EventWriter($0, now: clock(), tally)) }
    }

    @discardableResult
    public func enqueue(_ events: [NewEvent]) async throws -> [EventReceipt] {
        try limits.check(events)
        let limits = limits
        let receipts = try await commit { try $0.enqueue(events, limits) }
        for lane in Set(events.map(\.lane)) { signals.wake(lane) }
        return receipts
    }

    public func lease(
        from lane: QueueLane, limit: Int, for time: Duration, waiting patience: Duration
    ) async throws -> [LeasedEvent] {
        let limit = min(max(limit, 1), EventQueueLimits.batch)
        let time = max(time, .milliseconds(1))
        return try await signals.wait(for: lane, patience, now: clock) {
            try await commit { try $0.lease(from: lane, limit: limit, until: $0.now.advanced(by: time)) }
        }
    }

    public func extend(_ lease: EventLease, for time: Duration) async throws -> EventLease {
        let time = max(time, .milliseconds(1))
        let expiry = try await commit { writer in
            let expiry = writer.now.advanced(by: time)
            guard try writer.extend(lease, until: expiry) else { throw lease.lost }
            return expiry
        }
        var lease = lease
        lease.expiresAt = expiry
        return lease
    }

    public func settle(_ settlements: [EventSettlement]) async throws -> [Bool] {
        let settled = try await commit { writer in try settlements.map(writer.settle) }
        // What was behind an event may have its turn, and what is tried again may be due before all others.
        for lane in Set(settlements.map(\.lease.lane)) { signals.wake(lane) }
        return settled
    }

    public func fate(of id: EventID) async throws -> EventFate? {
        try await read { try $0.fate(of: id) }
    }

    public func depth(of lane: QueueLane) async throws -> Int {
        try await read { tables in
            Int(try tables.database.integer("SELECT pending FROM lanes WHERE name = ?", [lane.rawValue]) ?? 0)
        }
    }

    public func status() async throws -> [LaneStatus] {
        try await read { try $0.status() }
    }

    public func peek(at lane: QueueLane, limit: Int) async throws -> [QueuedEvent] {
        let limit = min(max(limit, 1), EventQueueLimits.batch)
        return try await read { try $0.peek(at: lane, limit: limit) }
    }

    public func deadEvents(of lane: QueueLane, after: EventID?, limit: Int) async throws -> [DeadEvent] {
        let limit = min(max(limit, 1), EventQueueLimits.batch)
        return try await read { try $0.deadEvents(of: lane, after: after, limit: limit) }
    }

    @discardableResult
    public func redrive(_ name: QueueLane, _ ids: [EventID]?) async throws -> Int {
        guard let lane = try await read({ try $0.lane(name) }) else { return 0 }
        defer { signals.wake(name) }
        var count = 0
        if let ids {
            var rest = Set(ids.map(\.rawValue)).sorted()[...]
            while !rest.isEmpty {
                let portion = Array(rest.prefix(Self.portion))
                rest = rest.dropFirst(portion.count)
                count += try await commit { try $0.redrive(portion, in: lane) }
            }
            return count
        }
        var last: Int64 = 0
        while true {
            let after = last
            let (moved, end) = try await commit { writer in
                let tables = EventTables(database: writer.database)
                let ids = try tables.dead(of: lane, after: after, limit: Self.portion)
                return (try writer.redrive(ids, in: lane), ids.last)
            }
            count += moved
            guard let end else { return count }
            last = end
        }
    }

    @discardableResult
    public func purge(_ name: QueueLane) async throws -> Int {
        let (lane, last) = try await read {
            (try $0.lane(name), try $0.database.integer("SELECT last FROM counter") ?? 0)
        }
        guard let lane else { return 0 }
        defer { signals.wake(name) }
        return try await inPortions { try $0.purge(lane, through: last, limit: $1) }
    }

    @discardableResult
    public func purgeDead(_ name: QueueLane) async throws -> Int {
        guard let lane = try await read({ try $0.lane(name) }) else { return 0 }
        return try await inPortions { try $0.purgeDead(lane, limit: $1) }
    }

    private func inPortions(
        _ remove: @escaping @Sendable (EventWriter, _ limit: Int) throws -> Int
    ) async throws -> Int {
        var sum = 0
        while true {
            let count = try await commit { try remove($0, Self.portion) }
            sum += count
            if count < Self.portion { return sum }
        }
    }

    public func close() async {
        signals.close()
        await file.close()
    }
}
