import GRDB
import MeridianCore

/// What operators ask to be changed.
extension EventWriter {
    /// - Returns: How many of the events were dead and are back.
    func redrive(_ ids: [Int64], in lane: Int64) throws -> Int {
        var count = 0
        for id in ids {
            let row = try database.row(
                """
                SELECT \(EventRow.columns) FROM dead JOIN events ON events.id = event
                WHERE dead.lane = ? AND event = ?
                """,
                [lane, id])
            guard let event = row.flatMap({ EventRow($0, at: 0, id: id, lane: lane) }) else { continue }
            try database.run("DELETE FROM dead WHERE lane = ? AND event = ?", [lane, id])
            try makePending(id, in: lane, event.orderingKey, due: now)
            count += 1
        }
        tally.count(lane, pending: count, dead: -count)
        return count
    }

    /// Removes some of the pending events that are not newer than one.
    /// - Returns: How many; less than the limit when no more are left.
    func purge(_ lane: Int64, through last: Int64, limit: Int) throws -> Int {
        // First those behind others, so that they are not given a turn one by one.
        let behind = try database.rows(
            "SELECT key, event FROM ordered WHERE lane = ? AND active = 0 AND event <= ? LIMIT ?",
            [lane, last, limit])
        var removed: [(key: String, event: Int64)] = []
        while let row = try behind.next() { removed.append((row[0], row[1])) }
        for (key, event) in removed {
            try database.run("DELETE FROM ordered WHERE lane = ? AND key = ? AND event = ?", [lane, key, event])
            _ = try delete(event)
        }
        let rows = try database.rows(
            "SELECT due, event FROM waiting WHERE lane = ? AND event <= ? LIMIT ?",
            [lane, last, limit - removed.count])
        var waiting: [(due: Int64, event: Int64)] = []
        while let row = try rows.next() { waiting.append((row[0], row[1])) }
        for (due, event) in waiting {
            try database.run("DELETE FROM waiting WHERE lane = ? AND due = ? AND event = ?", [lane, due, event])
            try passTurn(of: event, in: lane, delete(event))
        }
        let count = removed.count + waiting.count
        tally.count(lane, pending: -count)
        return count
    }

    /// Removes dead events.
    /// - Returns: How many; less than the limit when no more are left.
    func purgeDead(_ lane: Int64, limit: Int) throws -> Int {
        let events = try EventTables(database: database).dead(of: lane, after: 0, limit: limit)
        for event in events {
            try database.run("DELETE FROM dead WHERE lane = ? AND event = ?", [lane, event])
            _ = try delete(event)
        }
        tally.count(lane, dead: -events.count)
        return events.count
    }
}
