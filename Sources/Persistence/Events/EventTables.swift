import GRDB
import MeridianCore

/// The tables of a queue, as they are read.
///
/// What was accepted is in `events` and is written once. `waiting` is small and changes often: events that may be leased
/// when they are due, and those that are leased, which are due again when the lease expires. So nobody has to look for
/// expired leases, and whoever knows when an event is due finds its row. Events with an ordering key are also in
/// `ordered`; of each key one is active, which is to say in `waiting`.
struct EventTables {
    let database: Database

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
}
