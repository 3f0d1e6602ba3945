/// Counts events over a sliding interval: ten slots, the oldest of which is forgotten as a new one begins.
///
/// A limit that is always asked for passes exactly its count in each interval. Between two bursts there is at least
/// nine tenths of it.
struct RateWindow: Sendable {
    private static let slotCount = 10

    private let slotLength: Nanoseconds
    private var slots: SlotCounts = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    private var slot: Int64 = .min
    private(set) var total: UInt64 = 0

    private typealias SlotCounts = (
        UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32
    )

    init(interval: Nanoseconds = .second) {
        slotLength = Swift.max(interval / Nanoseconds(Self.slotCount), 1)
    }

    /// Counts one event if no more than `limit` are in the interval then.
    mutating func take(limit: Double, now: Nanoseconds) -> Bool {
        advance(to: now)
        guard Double(total) + 1 <= limit else { return false }
        count()
        return true
    }

    mutating func add(now: Nanoseconds) {
        advance(to: now)
        count()
    }

    /// Takes back an event that was counted right before.
    mutating func giveBack() {
        withSlot { if $0 > 0 { $0 -= 1 } }
        if total > 0 { total -= 1 }
    }

    mutating func count(now: Nanoseconds) -> UInt64 {
        advance(to: now)
        return total
    }

    /// How long until the oldest slot with events is forgotten.
    func timeUntilRoom(now: Nanoseconds) -> Nanoseconds {
        var counts = slots
        return withUnsafeBytes(of: &counts) { bytes in
            let counts = bytes.assumingMemoryBound(to: UInt32.self)
            for age in stride(from: Self.slotCount - 1, through: 0, by: -1) {
                let position = Int((slot - Int64(age)) %% Int64(Self.slotCount))
                if counts[position] > 0 {
                    return Swift.max((slot - Int64(age) + Int64(Self.slotCount)) * slotLength - now, 0)
                }
            }
            return 0
        }
    }

    private mutating func count() {
        withSlot { $0 &+= 1 }
        total += 1
    }

    private mutating func advance(to now: Nanoseconds) {
        let current = now / slotLength
        guard current > slot else { return }
        if slot == .min || current - slot >= Int64(Self.slotCount) {
            slots = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            total = 0
            slot = current
            return
        }
        while slot < current {
            slot += 1
            withSlot { count in
                let gone = UInt64(count)
                count = 0
                return gone
            }.map { total -= $0 }
        }
    }

    @discardableResult
    private mutating func withSlot<Result>(_ body: (inout UInt32) -> Result) -> Result? {
        guard slot != .min else { return nil }
        let position = Int(slot %% Int64(Self.slotCount))
        return withUnsafeMutableBytes(of: &slots) { body(&$0.assumingMemoryBound(to: UInt32.self)[position]) }
    }
}

infix operator %% : MultiplicationPrecedence

/// The remainder that is never negative.
private func %% (left: Int64, right: Int64) -> Int64 {
    let remainder = left % right
    return remainder < 0 ? remainder + right : remainder
}
