import MeridianCore
import NIOCore

/// What a queue in memory holds.
struct MemoryEventTables {
    /// An event that may be leased when it is due, or is leased until then.
    struct Waiting {
        var due: Timestamp
        var id: EventID
        var isLeased: Bool

        func precedes(_ other: Waiting) -> Bool { (due, id) < (other.due, other.id) }
    }

    struct Lane {
        var pending: [EventID: QueuedEvent] = [:]
        /// By when they are due, then by their numbers.
        var waiting: [Waiting] = []
        /// The events of each ordering key, without the one that is in `waiting`, which may be the only one.
        var behind: [String: Set<EventID>] = [:]
        var dead: [EventID: DeadEvent] = [:]
        var acceptedKeys: [String: (id: EventID, expires: Timestamp)] = [:]

        mutating func purge() {
            pending = [:]
            waiting = []
            behind = [:]
        }

        mutating func insert(_ new: Waiting) {
            var (low, high) = (0, waiting.count)
            while low < high {
                let middle = (low + high) / 2
                if waiting[middle].precedes(new) { low = middle + 1 } else { high = middle }
            }
            waiting.insert(new, at: low)
        }

        mutating func makePending(_ event: QueuedEvent, due: Timestamp) {
            pending[event.id] = event
            if let key = event.orderingKey {
                guard behind[key] == nil else {
                    behind[key]?.insert(event.id)
                    return
                }
                behind[key] = []
            }
            insert(Waiting(due: due, id: event.id, isLeased: false))
        }

        /// Takes an event out for good and gives the next of its ordering key its turn.
        mutating func remove(_ id: EventID, _ now: Timestamp) -> QueuedEvent? {
            guard let event = pending.removeValue(forKey: id) else { return nil }
            guard let key = event.orderingKey else { return event }
            if let next = behind[key]?.min() {
                behind[key]?.remove(next)
                insert(Waiting(due: now, id: next, isLeased: false))
            } else {
                behind[key] = nil
            }
            return event
        }

        /// - Returns: Where an event is that is leased like this.
        func index(of lease: EventLease) -> Int? {
            waiting.firstIndex {
                $0.id == lease.id && $0.due == lease.expiresAt && $0.isLeased
                    && pending[$0.id]?.attempts == lease.attempt
            }
        }
    }

    var lanes: [QueueLane: Lane] = [:]
    var last = EventID(0)

    mutating func enqueue(
        _ events: [NewEvent], _ limits: EventQueueLimits, _ now: Timestamp
    ) throws(MeridianError) -> [EventReceipt] {
        var receipts: [EventReceipt] = []
        for event in events {
            var lane = lanes[event.lane, default: Lane()]
            if let key = event.idempotencyKey, let earlier = lane.acceptedKeys[key], earlier.expires > now {
                receipts.append(EventReceipt(id: earlier.id, isDuplicate: true))
                continue
            }
            try limits.check(event.lane, pending: lane.pending.count, adding: 1)
            last = EventID(last.rawValue + 1)
            if let key = event.idempotencyKey {
                lane.acceptedKeys[key] = (last, now.advanced(by: limits.idempotencyWindow))
            }
            lane.makePending(
                QueuedEvent(
                    id: last, lane: event.lane, head: event.head, payload: event.payload,
                    orderingKey: event.orderingKey, enqueuedAt: now, attempts: 0),
                due: max(event.notBefore ?? now, now))
            lanes[event.lane] = lane
            receipts.append(EventReceipt(id: last, isDuplicate: false))
        }
        return receipts
    }

    /// - Returns: The events; when there are none, when the next is due.
    mutating func lease(
        from name: QueueLane, limit: Int, at now: Timestamp, until expiry: Timestamp
    ) -> (events: [LeasedEvent], nextDue: Timestamp?) {
        guard var lane = lanes[name] else { return ([], nil) }
        var events: [LeasedEvent] = []
        var bytes = 0
        for next in lane.waiting.prefix(limit) {
            guard next.due <= now, bytes < EventQueueLimits.leaseBytes, var event = lane.pending[next.id] else { break }
            event.attempts += 1
            bytes += event.payload.readableBytes
            lane.pending[event.id] = event
            events.append(
                LeasedEvent(
                    event: event,
                    lease: EventLease(id: event.id, lane: name, expiresAt: expiry, attempt: event.attempts)))
        }
        lane.waiting.removeFirst(events.count)
        for event in events { lane.insert(Waiting(due: expiry, id: event.event.id, isLeased: true)) }
        lanes[name] = lane
        return (events, events.isEmpty ? lane.waiting.first?.due : nil)
    }

    /// - Returns: Whether the event was leased like this.
    mutating func extend(_ lease: EventLease, until expiry: Timestamp) -> Bool {
        guard let index = lanes[lease.lane]?.index(of: lease) else { return false }
        lanes[lease.lane]?.waiting.remove(at: index)
        lanes[lease.lane]?.insert(Waiting(due: expiry, id: lease.id, isLeased: true))
        return true
    }

    /// - Returns: Whether the event was leased like this.
    mutating func settle(_ settlement: EventSettlement, _ now: Timestamp) -> Bool {
        let lease = settlement.lease
        guard var lane = lanes[lease.lane], let index = lane.index(of: lease) else { return false }
        lane.waiting.remove(at: index)
        switch settlement.outcome {
        case .finished:
            _ = lane.remove(lease.id, now)
        case .retry(let moment):
            lane.insert(Waiting(due: moment, id: lease.id, isLeased: false))
        case .postponed(let moment):
            lane.pending[lease.id]?.attempts -= 1
            lane.insert(Waiting(due: moment, id: lease.id, isLeased: false))
        case .dead(let reason):
            if let event = lane.remove(lease.id, now) {
                lane.dead[lease.id] = DeadEvent(
                    event: event, diedAt: now, reason: EventSettlement.shortened(reason), isDamaged: false)
            }
        }
        lanes[lease.lane] = lane
        return true
    }

    func fate(of id: EventID) -> EventFate? {
        guard id.rawValue > 0, id <= last else { return nil }
        for lane in lanes.values {
            if lane.pending[id] != nil { return .pending }
            if let dead = lane.dead[id] { return .dead(reason: dead.reason) }
        }
        return .gone
    }

    /// - Returns: How many events are back.
    mutating func redrive(_ name: QueueLane, _ ids: [EventID]?, _ now: Timestamp) -> Int {
        guard var lane = lanes[name] else { return 0 }
        let wanted = Set(ids ?? Array(lane.dead.keys)).filter { lane.dead[$0] != nil }.sorted()
        for id in wanted {
            guard var event = lane.dead.removeValue(forKey: id)?.event else { continue }
            event.attempts = 0
            lane.makePending(event, due: now)
        }
        lanes[name] = lane
        return wanted.count
    }
}
