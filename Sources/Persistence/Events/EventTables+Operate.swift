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
            bytes += event.payload.readableBytes
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
            bytes += whole?.payload.readableBytes ?? 0
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

    /// The numbers of dead events, in order.
    func dead(of lane: Int64, after: Int64, limit: Int) throws -> [Int64] {
        try database.integers(
            "SELECT event FROM dead WHERE lane = ? AND event > ? ORDER BY event LIMIT ?", [lane, after, limit])
    }
}
