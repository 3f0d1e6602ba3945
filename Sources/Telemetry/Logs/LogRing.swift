/// The last lines of one service. It grows with use, so that a service that never logs costs nothing.
struct LogRing {
    private var slots: [LogEntry?] = []
    private var head = 0
    private(set) var count = 0
    private(set) var weight = 0

    mutating func append(_ entry: LogEntry) {
        if count == slots.count { grow() }
        slots[(head + count) % slots.count] = entry
        count += 1
        weight += entry.weight
    }

    @discardableResult
    mutating func removeFirst() -> LogEntry? {
        guard count > 0 else { return nil }
        let entry = slots[head]
        slots[head] = nil
        head = (head + 1) % slots.count
        count -= 1
        weight -= entry?.weight ?? 0
        return entry
    }

    /// The newest `limit` entries that `isWanted` accepts, oldest first.
    func last(_ limit: Int, where isWanted: (LogEntry) -> Bool) -> [LogEntry] {
        var found: [LogEntry] = []
        for offset in stride(from: count - 1, through: 0, by: -1) where found.count < limit {
            if let entry = slots[(head + offset) % slots.count], isWanted(entry) { found.append(entry) }
        }
        return found.reversed()
    }

    private mutating func grow() {
        var larger: [LogEntry?] = []
        larger.reserveCapacity(max(16, slots.count * 2))
        for offset in 0..<count { larger.append(slots[(head + offset) % slots.count]) }
        while larger.count < max(16, slots.count * 2) { larger.append(nil) }
        slots = larger
        head = 0
    }
}
