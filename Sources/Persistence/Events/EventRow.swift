import FoundationEssentials
import GRDB
import MeridianCore
import NIOCore

/// A row of the table of events: what was accepted, written once.
struct EventRow {
    var id: Int64
    var lane: Int64
    var orderingKey: String?
    /// Milliseconds since 1970.
    var enqueued: Int64
    var head: String
    var payload: ByteBuffer

    /// The columns that are read of it.
    static let columns = "events.id, events.lane, events.key, enqueued, head, payload, checksum"

    init(id: Int64, lane: Int64, _ event: NewEvent, enqueued: Timestamp) {
        self.id = id
        self.lane = lane
        orderingKey = event.orderingKey
        self.enqueued = enqueued.milliseconds
        head = event.head
        payload = event.payload
    }

    /// - Parameters:
    ///   - column: The first of ``columns``.
    ///   - expected: The event's number and lane, as told elsewhere.
    /// - Returns: `nil` when the row is missing, is of another event, or is damaged.
    init?(_ row: Row, at column: Int, id expected: Int64, lane expectedLane: Int64) {
        guard let id = row[column] as Int64?, let lane = row[column + 1] as Int64?,
            let enqueued = row[column + 3] as Int64?, let head = row[column + 4] as String?,
            let payload = row[column + 5] as Data?, let checksum = row[column + 6] as Int64?,
            id == expected, lane == expectedLane
        else { return nil }
        self.id = id
        self.lane = lane
        orderingKey = row[column + 2]
        self.enqueued = enqueued
        self.head = head
        self.payload = ByteBuffer(bytes: payload)
        guard checksum == self.checksum else { return nil }
    }

    /// The same from the row that a statement is at.
    init?(_ row: HotStatement, at column: Int32, id expected: Int64, lane expectedLane: Int64) {
        guard let id = row.integer(column), let lane = row.integer(column + 1),
            let enqueued = row.integer(column + 3), let head = row.text(column + 4),
            let payload = row.bytes(column + 5), let checksum = row.integer(column + 6),
            id == expected, lane == expectedLane
        else { return nil }
        self.id = id
        self.lane = lane
        orderingKey = row.text(column + 2)
        self.enqueued = enqueued
        self.head = head
        self.payload = payload
        guard checksum == self.checksum else { return nil }
    }

    var checksum: Int64 {
        var sum = RowChecksum()
        sum.add(id)
        sum.add(lane)
        sum.add(orderingKey)
        sum.add(enqueued)
        sum.add(head)
        sum.add(payload)
        return sum.value
    }

    func event(_ lane: QueueLane, attempts: Int) -> QueuedEvent {
        QueuedEvent(
            id: EventID(id), lane: lane, head: head, payload: payload, orderingKey: orderingKey,
            enqueuedAt: Timestamp(milliseconds: enqueued), attempts: attempts)
    }
}
