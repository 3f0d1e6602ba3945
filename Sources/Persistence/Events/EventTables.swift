import GRDB
import MeridianCore

/// The tables of a queue, within a transaction.
///
/// What was accepted is in `events` and is written once. `waiting` is small and changes often: events that may be leased
/// when they are due, and those that are leased, which are due again when the lease expires. So nobody has to look for
/// expired leases, and whoever knows when an event is due finds its row. Events with an ordering key are also in
/// `ordered`; of each key one is active, which is to say in `waiting`.
struct EventTables {
    let database: Database
    let now: Timestamp

    static let schema = SQLiteSchema(
        identifier: 0x4D65_7202,
        steps: [
            """
            CREATE TABLE counter (id INTEGER PRIMARY KEY CHECK (id = 0), last INTEGER NOT NULL);
            INSERT INTO counter VALUES (0, 0);
            CREATE TABLE lanes (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                pending INTEGER NOT NULL DEFAULT 0,
                dead INTEGER NOT NULL DEFAULT 0
            );
            CREATE TABLE events (
                id INTEGER PRIMARY KEY,
                lane INTEGER NOT NULL,
                key TEXT,
                enqueued INTEGER NOT NULL,
                head TEXT NOT NULL,
                payload BLOB NOT NULL,
                checksum INTEGER NOT NULL
            );
            CREATE TABLE waiting (
                lane INTEGER NOT NULL,
                due INTEGER NOT NULL,
                event INTEGER NOT NULL,
                attempts INTEGER NOT NULL,
                leased INTEGER NOT NULL,
                PRIMARY KEY (lane, due, event)
            ) WITHOUT ROWID;
            CREATE TABLE ordered (
                lane INTEGER NOT NULL,
                key TEXT NOT NULL,
                event INTEGER NOT NULL,
                active INTEGER NOT NULL,
                PRIMARY KEY (lane, key, event)
            ) WITHOUT ROWID;
            CREATE TABLE dead (
                lane INTEGER NOT NULL,
                event INTEGER NOT NULL,
                attempts INTEGER NOT NULL,
                died INTEGER NOT NULL,
                reason TEXT NOT NULL,
                PRIMARY KEY (lane, event)
            ) WITHOUT ROWID;
            CREATE TABLE accepted_keys (
                event INTEGER PRIMARY KEY,
                lane INTEGER NOT NULL,
                key TEXT NOT NULL,
                expires INTEGER NOT NULL,
                UNIQUE (lane, key)
            );
            """
        ])

    /// - Returns: `nil` when the lane never held an event.
    func lane(_ name: QueueLane) throws -> Int64? {
        try database.integer("SELECT id FROM lanes WHERE name = ?", [name.rawValue])
    }

    func count(_ lane: Int64, pending: Int = 0, dead: Int = 0) throws {
        guard pending != 0 || dead != 0 else { return }
        try database.run(
            "UPDATE lanes SET pending = pending + ?, dead = dead + ? WHERE id = ?", [pending, dead, lane])
    }

    /// Makes an event one that can be leased, unless another of its ordering key is.
    func makePending(_ event: Int64, in lane: Int64, _ orderingKey: String?, due: Timestamp) throws {
        if let orderingKey {
            let isBehind =
                try database.integer(
                    "SELECT 1 FROM ordered WHERE lane = ? AND key = ? LIMIT 1", [lane, orderingKey]) != nil
            try database.run("INSERT INTO ordered VALUES (?, ?, ?, ?)", [lane, orderingKey, event, !isBehind])
            guard !isBehind else { return }
        }
        try database.run("INSERT INTO waiting VALUES (?, ?, ?, 0, 0)", [lane, due.milliseconds, event])
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
        try database.run("INSERT INTO waiting VALUES (?, ?, ?, 0, 0)", [lane, now.milliseconds, next])
    }

    func bury(_ event: Int64, in lane: Int64, attempts: Int, reason: String) throws {
        try database.run(
            "INSERT OR REPLACE INTO dead VALUES (?, ?, ?, ?, ?)", [lane, event, attempts, now.milliseconds, reason])
    }

    /// Forgets what was accepted.
    /// - Returns: Its ordering key.
    func delete(_ event: Int64) throws -> String? {
        let row = try database.row("DELETE FROM events WHERE id = ? RETURNING key", [event])
        return row?[0]
    }
}
