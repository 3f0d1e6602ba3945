import GRDB
import MeridianCore

extension EventTables {
    /// A lane that events are added to.
    private struct OpenLane {
        let id: Int64
        let pending: Int
        var added = 0
    }

    func enqueue(_ events: [NewEvent], _ limits: EventQueueLimits) throws -> [EventReceipt] {
        let first = try database.integer("SELECT last FROM counter") ?? 0
        var last = first
        var lanes: [QueueLane: OpenLane] = [:]
        var receipts: [EventReceipt] = []
        receipts.reserveCapacity(events.count)
        for event in events {
            var lane = try lanes[event.lane] ?? open(event.lane)
            if let earlier = try accepted(event.idempotencyKey, in: lane.id) {
                receipts.append(EventReceipt(id: EventID(earlier), isDuplicate: true))
            } else {
                try limits.check(event.lane, pending: lane.pending + lane.added, adding: 1)
                last += 1
                lane.added += 1
                try EventRow(id: last, lane: lane.id, event, enqueued: now).insert(database)
                try makePending(last, in: lane.id, event.orderingKey, due: max(event.notBefore ?? now, now))
                try remember(event.idempotencyKey, of: last, in: lane.id, limits.idempotencyWindow)
                receipts.append(EventReceipt(id: EventID(last), isDuplicate: false))
            }
            lanes[event.lane] = lane
        }
        guard last > first else { return receipts }
        for lane in lanes.values { try count(lane.id, pending: lane.added) }
        try database.run("UPDATE counter SET last = ?", [last])
        return receipts
    }

    private func open(_ name: QueueLane) throws -> OpenLane {
        if let row = try database.row("SELECT id, pending FROM lanes WHERE name = ?", [name.rawValue]) {
            return OpenLane(id: row[0], pending: row[1])
        }
        try database.run("INSERT INTO lanes (name) VALUES (?)", [name.rawValue])
        return OpenLane(id: database.lastInsertedRowID, pending: 0)
    }

    /// - Returns: The event that an idempotency key was accepted with; `nil` when it is new or was forgotten.
    private func accepted(_ key: String?, in lane: Int64) throws -> Int64? {
        guard let key else { return nil }
        return try database.integer(
            "SELECT event FROM accepted_keys WHERE lane = ? AND key = ? AND expires > ?",
            [lane, key, now.milliseconds])
    }

    private func remember(_ key: String?, of event: Int64, in lane: Int64, _ window: Duration) throws {
        guard let key else { return }
        // Events are numbered in the order in which their keys expire. More are forgotten than are added.
        try database.run(
            """
            DELETE FROM accepted_keys WHERE expires <= ?
            AND event IN (SELECT event FROM accepted_keys ORDER BY event LIMIT 4)
            """,
            [now.milliseconds])
        try database.run(
            "INSERT OR REPLACE INTO accepted_keys VALUES (?, ?, ?, ?)",
            [event, lane, key, now.advanced(by: window).milliseconds])
    }
}
