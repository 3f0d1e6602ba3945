import GRDB
import MeridianCore
import NIOCore

extension EventWriter {
    /// Leases what is due.
    /// - Returns: The events; when there are none, when the next is due.
    func lease(
        from name: QueueLane, limit: Int, until expiry: Timestamp
    ) throws -> (events: [LeasedEvent], nextDue: Timestamp?) {
        guard let lane = try lane(name) else { return ([], nil) }
        while true {
            let (rows, damaged) = try due(in: lane, limit)
            for row in damaged { try quarantine(row, in: lane) }
            for row in rows {
                try statements.lease.bind(expiry.milliseconds).bind(lane).bind(row.due).bind(row.event.id).run()
            }
            guard rows.isEmpty, !damaged.isEmpty else {
                let events = rows.map { row in
                    LeasedEvent(
                        event: row.event.event(name, attempts: row.attempts + 1),
                        lease: EventLease(
                            id: EventID(row.event.id), lane: name, expiresAt: expiry, attempt: row.attempts + 1))
                }
                return (events, try events.isEmpty ? nextDue(in: lane) : nil)
            }
        }
    }

    private struct DueRow {
        let due: Int64
        let attempts: Int
        let event: EventRow
    }

    private struct DamagedRow {
        let due: Int64
        let event: Int64
        let attempts: Int
    }

    private func due(in lane: Int64, _ limit: Int) throws -> (rows: [DueRow], damaged: [DamagedRow]) {
        var rows: [DueRow] = []
        var damaged: [DamagedRow] = []
        var bytes = 0
        try statements.due.bind(lane).bind(now.milliseconds).bind(Int64(limit)).forEach { row in
            // These columns are never NULL.
            let (due, id, attempts) = (row.integer(0)!, row.integer(1)!, Int(row.integer(2)!))
            if let event = EventRow(row, at: 3, id: id, lane: lane) {
                rows.append(DueRow(due: due, attempts: attempts, event: event))
                bytes += event.payload.readableBytes
            } else {
                damaged.append(DamagedRow(due: due, event: id, attempts: attempts))
            }
            return bytes < EventQueueLimits.leaseBytes
        }
        return (rows, damaged)
    }

    /// Puts an event aside that can't be read, so that it does not stand in the way of others.
    private func quarantine(_ row: DamagedRow, in lane: Int64) throws {
        try database.run(
            "DELETE FROM waiting WHERE lane = ? AND due = ? AND event = ?", [lane, row.due, row.event])
        let reason = MeridianError(.storeDamaged, "the event is damaged, and was not given out").description
        try bury(row.event, in: lane, attempts: row.attempts, reason: reason)
        tally.count(lane, pending: -1, dead: 1)
        // Its own row can't be trusted to tell the key.
        let key = try database.row("SELECT key FROM ordered WHERE lane = ? AND event = ?", [lane, row.event])
        try passTurn(of: row.event, in: lane, key?[0])
    }

    private func nextDue(in lane: Int64) throws -> Timestamp? {
        try database.integer("SELECT due FROM waiting WHERE lane = ? ORDER BY due LIMIT 1", [lane])
            .map(Timestamp.init(milliseconds:))
    }

    /// - Returns: Whether the event was leased like this.
    func extend(_ lease: EventLease, until expiry: Timestamp) throws -> Bool {
        guard let lane = try lane(lease.lane) else { return false }
        return try database.run(
            """
            UPDATE waiting SET due = ? WHERE lane = ? AND due = ? AND event = ? AND attempts = ? AND leased = 1
            """,
            [expiry.milliseconds, lane, lease.expiresAt.milliseconds, lease.id.rawValue, lease.attempt]) == 1
    }

    /// - Returns: Whether the event was leased like this.
    func settle(_ settlement: EventSettlement) throws -> Bool {
        let (lease, event) = (settlement.lease, settlement.lease.id.rawValue)
        guard let lane = try lane(lease.lane) else { return false }
        let taken = try statements.release.bind(lane).bind(lease.expiresAt.milliseconds).bind(event)
            .bind(Int64(lease.attempt)).run()
        guard taken == 1 else { return false }
        switch settlement.outcome {
        case .finished:
            try passTurn(of: event, in: lane, delete(event))
            tally.count(lane, pending: -1)
        case .retry(let moment): try wait(event, in: lane, due: moment, attempts: lease.attempt)
        case .postponed(let moment): try wait(event, in: lane, due: moment, attempts: lease.attempt - 1)
        case .dead(let reason):
            try bury(event, in: lane, attempts: lease.attempt, reason: EventSettlement.shortened(reason))
            try passTurn(of: event, in: lane, database.row("SELECT key FROM events WHERE id = ?", [event])?[0])
            tally.count(lane, pending: -1, dead: 1)
        }
        return true
    }
}
