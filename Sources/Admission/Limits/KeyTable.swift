/// A limit for each key of many, in bounded memory: a table of sets of eight, in which the key that was asked for
/// longest ago makes room. Keys in use are asked for often and stay, however many others pass by.
struct KeyTable: Sendable {
    private static let waysPerSet = 8

    /// A key with its bucket of tokens and what became of its requests.
    struct Entry: Sendable {
        var key: UInt64 = 0
        var tokens = 0.0
        var filledAt: Nanoseconds = 0
        var inFlight: UInt32 = 0
        var passed: UInt32 = 0
        var rejected: UInt32 = 0
    }

    private var entries: [Entry]
    private let setMask: UInt64

    /// - Parameter keys: The most keys at a time, rounded up to a power of two.
    init(keys: Int) {
        var sets = 1
        while sets * Self.waysPerSet < keys { sets *= 2 }
        setMask = UInt64(sets - 1)
        entries = [Entry](repeating: Entry(), count: sets * Self.waysPerSet)
    }

    /// Takes a token of a key.
    /// - Parameters:
    ///   - rate: Tokens a second.
    ///   - size: The most tokens at a time.
    /// - Returns: `nil` when there was one, otherwise how long until there is.
    mutating func take(_ key: UInt64, rate: Double, size: Double, now: Nanoseconds) -> Nanoseconds? {
        let index = position(of: key, now: now, tokens: size)
        let elapsed = max(now - entries[index].filledAt, 0)
        let tokens = min(entries[index].tokens + elapsed.seconds * rate, size)
        entries[index].filledAt = now
        // A rounding error must not cost the token that is due.
        guard tokens >= 1 - 1e-9 else {
            entries[index].tokens = tokens
            entries[index].rejected &+= 1
            return rate > 0 ? Nanoseconds(seconds: (1 - tokens) / rate) : .max
        }
        entries[index].tokens = tokens - 1
        entries[index].passed &+= 1
        return nil
    }

    mutating func giveBack(_ key: UInt64) {
        guard let index = find(key) else { return }
        entries[index].tokens += 1
        entries[index].passed &-= 1
    }

    /// Begins a request of a key if fewer than `limit` are running.
    mutating func enter(_ key: UInt64, limit: Double, now: Nanoseconds) -> Bool {
        let index = position(of: key, now: now, tokens: 0)
        entries[index].filledAt = now
        guard Double(entries[index].inFlight) + 1 <= limit else {
            entries[index].rejected &+= 1
            return false
        }
        entries[index].inFlight += 1
        entries[index].passed &+= 1
        return true
    }

    mutating func leave(_ key: UInt64) {
        // A key that had to make room while it was in use has nothing left to give back.
        guard let index = find(key), entries[index].inFlight > 0 else { return }
        entries[index].inFlight -= 1
    }

    /// The keys with the most requests.
    func hottest(_ count: Int) -> [Entry] {
        Array(
            entries.lazy.filter { $0.key != 0 }
                .sorted { UInt64($0.passed) + UInt64($0.rejected) > UInt64($1.passed) + UInt64($1.rejected) }
                .prefix(count))
    }

    private func find(_ key: UInt64) -> Int? {
        let start = Int(key & setMask) * Self.waysPerSet
        for index in start..<start + Self.waysPerSet where entries[index].key == key { return index }
        return nil
    }

    private mutating func position(of key: UInt64, now: Nanoseconds, tokens: Double) -> Int {
        if let index = find(key) { return index }
        let start = Int(key & setMask) * Self.waysPerSet
        var oldest = start
        for index in start..<start + Self.waysPerSet where precedes(index, oldest) { oldest = index }
        entries[oldest] = Entry(key: key, tokens: tokens, filledAt: now)
        return oldest
    }

    /// Whether one place makes room before another: a free one first, then idle keys, then by their last request.
    private func precedes(_ index: Int, _ other: Int) -> Bool {
        let one = entries[index]
        let two = entries[other]
        if (one.key == 0) != (two.key == 0) { return one.key == 0 }
        if (one.inFlight == 0) != (two.inFlight == 0) { return one.inFlight == 0 }
        return one.filledAt < two.filledAt
    }
}
