/// The mean of a figure over the last while, each value weighted by how long it held.
struct TimeWeightedMean: Sendable {
    private static let slots = 20

    private let slotLength: Nanoseconds
    private var sums = [Double](repeating: 0, count: TimeWeightedMean.slots)
    private var lengths = [Double](repeating: 0, count: TimeWeightedMean.slots)
    private var slot: Int64 = .min
    private var last: (value: Double, time: Nanoseconds)?

    init(window: Nanoseconds) {
        slotLength = max(window / Nanoseconds(Self.slots), 1)
    }

    /// The value that holds from `now` on.
    mutating func add(_ value: Double, now: Nanoseconds) {
        if let last, now > last.time { hold(last.value, from: last.time, to: now) }
        last = (value, now)
    }

    var mean: Double {
        let length = lengths.reduce(0, +)
        return length > 0 ? sums.reduce(0, +) / length : last?.value ?? 0
    }

    private mutating func hold(_ value: Double, from start: Nanoseconds, to end: Nanoseconds) {
        var from = max(start, end - slotLength * Nanoseconds(Self.slots))
        while from < end {
            let number = from / slotLength
            let until = min(end, (number + 1) * slotLength)
            let index = Int(number % Int64(Self.slots))
            if number > slot {
                // Slots that were passed over hold nothing.
                let first = slot == .min ? number : max(slot + 1, number - Int64(Self.slots) + 1)
                for passed in first...number {
                    sums[Int(passed % Int64(Self.slots))] = 0
                    lengths[Int(passed % Int64(Self.slots))] = 0
                }
                slot = number
            }
            sums[index] += value * Double(until - from)
            lengths[index] += Double(until - from)
            from = until
        }
    }
}
