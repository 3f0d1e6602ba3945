/// The spans of one event loop since they were taken last. Lives on its loop.
///
/// There is room for so many; beyond it those of ordinary requests are dropped and counted, while those that failed or
/// were slow take the places of ordinary ones.
public struct SpanRing {
    /// The most spans that wait.
    public let capacity: Int
    private var records: [SpanRecord] = []
    private var replaced = 0
    private var dropped = 0

    public init(capacity: Int = 16_384) {
        self.capacity = capacity
    }

    public mutating func append(_ record: SpanRecord) {
        if records.count < capacity { return records.append(record) }
        dropped += 1
        guard record.detail != nil else { return }
        records[replaced % capacity] = record
        replaced += 1
    }

    /// Takes what there is, in the order in which it ended.
    /// - Returns: The spans, and how many were dropped.
    public mutating func drain() -> (records: [SpanRecord], dropped: Int) {
        defer {
            var next: [SpanRecord] = []
            next.reserveCapacity(min(capacity, records.count))
            records = next
            replaced = 0
            dropped = 0
        }
        return (records, dropped)
    }
}
