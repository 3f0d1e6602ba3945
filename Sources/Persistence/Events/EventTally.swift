import GRDB
import MeridianCore

/// What a queue counts, at hand for whoever writes: the last number given, the numbers of lanes, and how many events each
/// has. It is written once a transaction, and not with every event.
///
/// It belongs to the thread that writes, between the beginning of a transaction and its end.
final class EventTally: CommitParticipant, @unchecked Sendable {
    private struct Counts {
        var pending = 0
        var dead = 0

        var isNothing: Bool { pending == 0 && dead == 0 }

        mutating func add(_ other: Counts, times: Int = 1) {
            pending += other.pending * times
            dead += other.dead * times
        }
    }

    private var lanes: [QueueLane: Int64] = [:]
    /// Of the lanes that were asked for.
    private var pending: [Int64: Int] = [:]
    private var unwritten: [Int64: Counts] = [:]
    private var last: Int64?
    private var lastWritten: Int64?
    /// What the change that is made now has added, to be taken back with it.
    private var ofChange: [(lane: Int64, counts: Counts)] = []
    private var lastBeforeChange: Int64?
    /// Idempotency keys that were remembered in this transaction, and when the last of them was.
    private var keys = 0
    private var latest: Int64 = 0
    private var prepared: EventStatements?

    /// The statements of the connection that writes.
    func statements(in database: Database) throws -> EventStatements {
        if let prepared { return prepared }
        let made = try EventStatements(database)
        prepared = made
        return made
    }

    /// - Returns: The next number of an event.
    func next(in database: Database) throws -> Int64 {
        if last == nil {
            last = try database.integer("SELECT last FROM counter") ?? 0
            lastWritten = last
            lastBeforeChange = last
        }
        last! += 1
        return last!
    }

    /// - Returns: `nil` when the lane never held an event.
    func lane(_ name: QueueLane, in database: Database) throws -> Int64? {
        if let known = lanes[name] { return known }
        guard let id = try database.integer("SELECT id FROM lanes WHERE name = ?", [name.rawValue]) else { return nil }
        lanes[name] = id
        return id
    }

    /// The lane, made if need be.
    func openLane(_ name: QueueLane, in database: Database) throws -> Int64 {
        if let known = try lane(name, in: database) { return known }
        try database.run("INSERT INTO lanes (name) VALUES (?)", [name.rawValue])
        let id = database.lastInsertedRowID
        lanes[name] = id
        return id
    }

    /// How many events of a lane are pending, with those of this transaction.
    func pending(in lane: Int64, _ database: Database) throws -> Int {
        if let known = pending[lane] { return known }
        let written = try database.integer("SELECT pending FROM lanes WHERE id = ?", [lane]) ?? 0
        let sum = Int(written) + (unwritten[lane]?.pending ?? 0)
        pending[lane] = sum
        return sum
    }

    func count(_ lane: Int64, pending: Int = 0, dead: Int = 0) {
        let counts = Counts(pending: pending, dead: dead)
        guard !counts.isNothing else { return }
        add(counts, to: lane)
        ofChange.append((lane, counts))
    }

    private func add(_ counts: Counts, to lane: Int64, times: Int = 1) {
        unwritten[lane, default: Counts()].add(counts, times: times)
        if let known = pending[lane] { pending[lane] = known + counts.pending * times }
    }

    func rememberedKey(at now: Timestamp) {
        keys += 1
        latest = max(latest, now.milliseconds)
    }

    // MARK: Transactions

    func changeBegins() {
        ofChange.removeAll(keepingCapacity: true)
        lastBeforeChange = last
    }

    func changeFailed() {
        for (lane, counts) in ofChange { add(counts, to: lane, times: -1) }
        last = lastBeforeChange
        // One of them may have been made by the change.
        lanes = [:]
    }

    func willCommit(_ database: Database) throws {
        for (lane, counts) in unwritten where !counts.isNothing {
            try database.run(
                "UPDATE lanes SET pending = pending + ?, dead = dead + ? WHERE id = ?",
                [counts.pending, counts.dead, lane])
        }
        unwritten.removeAll(keepingCapacity: true)
        if last != lastWritten {
            try database.run("UPDATE counter SET last = ?", [last])
            lastWritten = last
        }
        guard keys > 0 else { return }
        // Events are numbered in the order in which their keys expire. More are forgotten than are added.
        try database.run(
            """
            DELETE FROM accepted_keys WHERE expires <= ?
            AND event IN (SELECT event FROM accepted_keys ORDER BY event LIMIT ?)
            """,
            [latest, 4 * keys])
        keys = 0
    }

    func transactionFailed() {
        lanes = [:]
        pending = [:]
        unwritten = [:]
        last = nil
        lastWritten = nil
        keys = 0
    }

    func willClose() { prepared = nil }
}
