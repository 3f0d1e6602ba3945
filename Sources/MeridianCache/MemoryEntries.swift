import NIOCore

/// The entries of a ``MemoryStore``, bounded by S3-FIFO: J. Yang et al., "FIFO queues are all you need for cache
/// eviction", SOSP 2023. New entries wait in a small queue; those that are asked for again move to the main one, where
/// each asking gives them another round; a ghost queue remembers the keys of those that went too soon.
///
/// Expired entries go when they are asked for, and a few are looked at whenever something is stored.
struct MemoryEntries {
    private enum Queue { case small, main }

    private struct Slot {
        var key: String
        var value: ByteBuffer
        /// The time since the store was made; `nil` for never.
        var expiry: Duration?
        var askings: UInt8 = 0
        var queue = Queue.small
        var newer = -1
        var older = -1
        var isUsed = true
    }

    private struct List {
        var newest = -1
        var oldest = -1
        var count = 0
    }

    /// What an entry costs beside its key and its value.
    private static let overhead = 128
    /// How many slots are looked at for expired entries when something is stored.
    private static let looks = 4

    private let maxEntries: Int
    private let maxBytes: Int
    private var slots: [Slot] = []
    private var free: [Int] = []
    private var places: [String: Int] = [:]
    private var small = List()
    private var main = List()
    private var ghosts: CircularBuffer<Int> = []
    private var ghostCounts: [Int: Int] = [:]
    private var hand = 0
    private(set) var bytes = 0

    init(maxEntries: Int, maxBytes: Int) {
        self.maxEntries = maxEntries
        self.maxBytes = maxBytes
    }

    var count: Int { places.count }

    mutating func get(_ key: String, _ now: Duration) -> ByteBuffer? { entry(key, now)?.value }

    mutating func entry(_ key: String, _ now: Duration) -> (value: ByteBuffer, expiry: Duration?)? {
        guard let place = places[key] else { return nil }
        if let expiry = slots[place].expiry, expiry <= now {
            remove(at: place)
            return nil
        }
        slots[place].askings = min(slots[place].askings + 1, 3)
        return (slots[place].value, slots[place].expiry)
    }

    /// A value that is larger than everything may be is not kept, and neither is what it would replace.
    mutating func set(_ key: String, _ value: ByteBuffer, expiry: Duration?, _ now: Duration) {
        sweep(now)
        let cost = Self.cost(key, value)
        guard cost <= maxBytes, expiry.map({ $0 > now }) != false else { return remove(key) }
        if let place = places[key] {
            bytes += cost - Self.cost(key, slots[place].value)
            slots[place].value = value
            slots[place].expiry = expiry
        } else {
            let isKnown = ghostCounts[key.hashValue] != nil
            let slot = Slot(key: key, value: value, expiry: expiry, queue: isKnown ? .main : .small)
            let place: Int
            if let last = free.popLast() {
                place = last
                slots[place] = slot
            } else {
                place = slots.count
                slots.append(slot)
            }
            places[key] = place
            bytes += cost
            push(place)
        }
        while places.count > maxEntries || bytes > maxBytes { evict() }
    }

    mutating func remove(_ key: String) {
        if let place = places[key] { remove(at: place) }
    }

    mutating func removeAll(where isMeant: (String) -> Bool) {
        for (key, place) in places where isMeant(key) { remove(at: place) }
    }

    private static func cost(_ key: String, _ value: ByteBuffer) -> Int {
        key.utf8.count + value.readableBytes + overhead
    }

    private mutating func sweep(_ now: Duration) {
        for _ in 0..<min(Self.looks, slots.count) {
            hand = (hand + 1) % slots.count
            if slots[hand].isUsed, let expiry = slots[hand].expiry, expiry <= now { remove(at: hand) }
        }
    }

    private mutating func evict() {
        if small.count > 0, small.count > maxEntries / 10 || main.count == 0 {
            let place = small.oldest
            if slots[place].askings > 0 {
                unlink(place)
                slots[place].askings = 0
                slots[place].queue = .main
                push(place)
            } else {
                remember(slots[place].key)
                remove(at: place)
            }
        } else {
            let place = main.oldest
            if slots[place].askings > 0 {
                unlink(place)
                slots[place].askings -= 1
                push(place)
            } else {
                remove(at: place)
            }
        }
    }

    private mutating func remember(_ key: String) {
        let hash = key.hashValue
        ghosts.append(hash)
        ghostCounts[hash, default: 0] += 1
        guard ghosts.count > maxEntries, let oldest = ghosts.popFirst(), let count = ghostCounts[oldest] else { return }
        ghostCounts[oldest] = count > 1 ? count - 1 : nil
    }

    private mutating func remove(at place: Int) {
        unlink(place)
        places[slots[place].key] = nil
        bytes -= Self.cost(slots[place].key, slots[place].value)
        slots[place] = Slot(key: "", value: ByteBuffer(), isUsed: false)
        free.append(place)
    }

    // MARK: Queues

    private mutating func push(_ place: Int) {
        withList(of: place) { list, slots in
            slots[place].newer = -1
            slots[place].older = list.newest
            if list.newest >= 0 { slots[list.newest].newer = place } else { list.oldest = place }
            list.newest = place
            list.count += 1
        }
    }

    private mutating func unlink(_ place: Int) {
        withList(of: place) { list, slots in
            let (newer, older) = (slots[place].newer, slots[place].older)
            if newer >= 0 { slots[newer].older = older } else { list.newest = older }
            if older >= 0 { slots[older].newer = newer } else { list.oldest = newer }
            list.count -= 1
        }
    }

    private mutating func withList(of place: Int, _ body: (inout List, inout [Slot]) -> Void) {
        switch slots[place].queue {
        case .small: body(&small, &slots)
        case .main: body(&main, &slots)
        }
    }
}
