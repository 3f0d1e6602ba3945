import GRDB
import MeridianCore
import NIOCore

/// What operators ask for.
extension EventTables {
    func fate(of id: EventID) throws -> EventFate? {
        guard id.rawValue > 0, id.rawValue <= (try database.integer("SELECT last FROM counter") ?? 0) else {
            return nil
        }
        let row = try database.row(
            """
            SELECT reason FROM events LEFT JOIN dead ON dead.lane = events.lane AND dead.event = id WHERE id = ?
            """,
            [id.rawValue])
        guard let row else { return .gone }
        return (row[0] as String?).map { .dead(reason: $0) } ?? .pending
    }

    func status() throws -> [LaneStatus] {
        let rows = try database.rows(
            """
            SELECT name, pending, dead,
                (SELECT due FROM waiting WHERE waiting.lane = lanes.id ORDER BY due LIMIT 1)
            FROM lanes ORDER BY name
            """)
        var lanes: [LaneStatus] = []
        while let row = try rows.next() {
            guard let name = QueueLane(rawValue: row[0]) else { continue }
            lanes.append(
                LaneStatus(
                    lane: name, pending: row[1], dead: row[2],
                    oldestDue: (row[3] as Int64?).map(Timestamp.init(milliseconds:))))
        }
        return lanes
    }

    func peek(at name: QueueLane, limit: Int) throws -> [QueuedEvent] {
        guard let lane = try lane(name) else { return [] }
        let rows = try database.rows(
            """
            SELECT event, attempts, \(EventRow.columns) FROM waiting LEFT JOIN events ON events.id = event
            WHERE waiting.lane = ? ORDER BY due, event LIMIT ?
            """,
            [lane, limit])
        var events: [QueuedEvent] = []
        var bytes = 0
        while bytes < EventQueueLimits.leaseBytes, let row = try rows.next() {
            guard let event = EventRow(row, at: 2, id: row[0], lane: lane) else { continue }
            events.append(event.event(name, attempts: row[1]))
            bytes += event.payload.count
        }
        return events
    }

    func deadEvents(of name: QueueLane, after: EventID?, limit: Int) throws -> [DeadEvent] {
        guard let lane = try lane(name) else { return [] }
        let rows = try database.rows(
            """
            SELECT event, attempts, died, reason, \(EventRow.columns) FROM dead LEFT JOIN events ON events.id = event
            WHERE dead.lane = ? AND event > ? ORDER BY event LIMIT ?
            """,
            [lane, after?.rawValue ?? 0, limit])
        var events: [DeadEvent] = []
        var bytes = 0
        while bytes < EventQueueLimits.leaseBytes, let row = try rows.next() {
            let (id, attempts, died): (Int64, Int, Int64) = (row[0], row[1], row[2])
            let whole = EventRow(row, at: 4, id: id, lane: lane)
            bytes += whole?.payload.count ?? 0
            events.append(
                DeadEvent(
                    event: whole?.event(name, attempts: attempts)
                        ?? QueuedEvent(
                            id: EventID(id), lane: name, head: "", payload: ByteBuffer(), orderingKey: nil,
                            enqueuedAt: Timestamp(milliseconds: died), attempts: attempts),
                    diedAt: Timestamp(milliseconds: died), reason: row[3], isDamaged: whole == nil))
        }
        return events
    }

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
        try self.count(lane, pending: count, dead: -count)
        return count
    }

    /// The numbers of dead events, in order.
    func dead(of lane: Int64, after: Int64, limit: Int) throws -> [Int64] {
        try database.integers(
            "SELECT event FROM dead WHERE lane = ? AND event > ? ORDER BY event LIMIT ?", [lane, after, limit])
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
        try self.count(lane, pending: -count)
        return count
    }

    /// Removes dead events.
    /// - Returns: How many; less than the limit when no more are left.
    func purgeDead(_ lane: Int64, limit: Int) throws -> Int {
        let events = try dead(of: lane, after: 0, limit: limit)
        for event in events {
            try database.run("DELETE FROM dead WHERE lane = ? AND event = ?", [lane, event])
            _ = try delete(event)
        }
        try count(lane, dead: -events.count)
        return events.count
    }
}
