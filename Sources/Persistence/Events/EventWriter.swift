import GRDB
import MeridianCore

/// Changes the tables of a queue, within a transaction.
struct EventWriter {
    let database: Database
    let now: Timestamp
    let tally: EventTally
    let statements: EventStatements

    init(_ database: Database, now: Timestamp, _ tally: EventTally) throws {
        self.database = database
        self.now = now
        self.tally = tally
        statements = try tally.statements(in: database)
    }

    /// - Returns: `nil` when the lane never held an event.
    func lane(_ name: QueueLane) throws -> Int64? { try tally.lane(name, in: database) }

    /// Makes an event one that can be leased, unless another of its ordering key is.
    func makePending(_ event: Int64, in lane: Int64, _ orderingKey: String?, due: Timestamp) throws {
        if let orderingKey {
            let isBehind =
                try database.integer(
                    "SELECT 1 FROM ordered WHERE lane = ? AND key = ? LIMIT 1", [lane, orderingKey]) != nil
            try database.run("INSERT INTO ordered VALUES (?, ?, ?, ?)", [lane, orderingKey, event, !isBehind])
            guard !isBehind else { return }
        }
        try wait(event, in: lane, due: due)
    }

    func wait(_ event: Int64, in lane: Int64, due: Timestamp, attempts: Int = 0) throws {
        try statements.insertWaiting.bind(lane).bind(due.milliseconds).bind(event).bind(Int64(attempts)).run()
    }

    /// Ends the turn of an event that was taken out of `waiting`: the next of its ordering key has its own.
    func passTurn(of event: Int64, in lane: Int64, _ orderingKey: String?) throws {
        guard let orderingKey else { return }
        try database.run(
            "DELETE FROM ordered WHERE lane = ? AND key = ? AND event = ?", [lane, orderingKey, event])
        let next = try database.integer(
            "SELECT min(event) FROM ordered WHERE lane = ? AND key = ?", [lane, orderingKey])
        guard let next else { return }
        try database.run(
            "UPDATE ordered SET active = 1 WHERE lane = ? AND key = ? AND event = ?", [lane, orderingKey, next])
        try wait(next, in: lane, due: now)
    }

    func bury(_ event: Int64, in lane: Int64, attempts: Int, reason: String) throws {
        try database.run(
            "INSERT OR REPLACE INTO dead VALUES (?, ?, ?, ?, ?)", [lane, event, attempts, now.milliseconds, reason])
    }

    /// Forgets what was accepted.
    /// - Returns: Its ordering key.
    func delete(_ event: Int64) throws -> String? {
        try statements.deleteEvent.bind(event).first { $0.text(0) } ?? nil
    }
}
