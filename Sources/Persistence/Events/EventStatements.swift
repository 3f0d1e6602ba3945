import GRDB

/// The statements that are run for every event, on the connection that writes.
struct EventStatements {
    let acceptedKey: HotStatement
    let insertEvent: HotStatement
    let insertWaiting: HotStatement
    let rememberKey: HotStatement
    let due: HotStatement
    let lease: HotStatement
    let release: HotStatement
    let deleteEvent: HotStatement

    init(_ database: Database) throws {
        acceptedKey = try HotStatement(
            "SELECT event FROM accepted_keys WHERE lane = ? AND key = ? AND expires > ?", in: database)
        insertEvent = try HotStatement("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", in: database)
        insertWaiting = try HotStatement("INSERT INTO waiting VALUES (?, ?, ?, ?, 0)", in: database)
        rememberKey = try HotStatement("INSERT OR REPLACE INTO accepted_keys VALUES (?, ?, ?, ?)", in: database)
        due = try HotStatement(
            """
            SELECT due, event, attempts, \(EventRow.columns) FROM waiting LEFT JOIN events ON events.id = event
            WHERE waiting.lane = ? AND due <= ? ORDER BY due, event LIMIT ?
            """, in: database)
        lease = try HotStatement(
            """
            UPDATE waiting SET due = ?, attempts = attempts + 1, leased = 1 WHERE lane = ? AND due = ? AND event = ?
            """, in: database)
        release = try HotStatement(
            "DELETE FROM waiting WHERE lane = ? AND due = ? AND event = ? AND attempts = ? AND leased = 1",
            in: database)
        deleteEvent = try HotStatement("DELETE FROM events WHERE id = ? RETURNING key", in: database)
    }
}
