import GRDB
import MeridianCore

extension EventWriter {
    func enqueue(_ events: [NewEvent], _ limits: EventQueueLimits) throws -> [EventReceipt] {
        var receipts: [EventReceipt] = []
        receipts.reserveCapacity(events.count)
        for event in events { receipts.append(try enqueue(event, limits)) }
        return receipts
    }

    private func enqueue(_ event: NewEvent, _ limits: EventQueueLimits) throws -> EventReceipt {
        let lane = try tally.openLane(event.lane, in: database)
        if let earlier = try accepted(event.idempotencyKey, in: lane) {
            return EventReceipt(id: EventID(earlier), isDuplicate: true)
        }
        try limits.check(event.lane, pending: tally.pending(in: lane, database), adding: 1)
        let id = try tally.next(in: database)
        try insert(EventRow(id: id, lane: lane, event, enqueued: now))
        try makePending(id, in: lane, event.orderingKey, due: max(event.notBefore ?? now, now))
        try remember(event.idempotencyKey, of: id, in: lane, limits.idempotencyWindow)
        tally.count(lane, pending: 1)
        return EventReceipt(id: EventID(id), isDuplicate: false)
    }

    private func insert(_ row: EventRow) throws {
        try statements.insertEvent.bind(row.id).bind(row.lane).bind(row.orderingKey).bind(row.enqueued).bind(row.head)
            .bind(row.payload).bind(row.checksum).run()
    }

    /// - Returns: The event that an idempotency key was accepted with; `nil` when it is new or was forgotten.
    private func accepted(_ key: String?, in lane: Int64) throws -> Int64? {
        guard let key else { return nil }
        return try statements.acceptedKey.bind(lane).bind(key).bind(now.milliseconds).first { $0.integer(0) } ?? nil
    }

    private func remember(_ key: String?, of event: Int64, in lane: Int64, _ window: Duration) throws {
        guard let key else { return }
        try statements.rememberKey.bind(event).bind(lane).bind(key).bind(now.advanced(by: window).milliseconds).run()
        tally.rememberedKey(at: now)
    }
}
