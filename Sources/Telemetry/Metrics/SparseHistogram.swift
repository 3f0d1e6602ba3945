/// Durations of a short time, in the buckets of ``LatencyHistogram`` and as exact: only those that have values, so that a
/// second or a minute takes a few bytes. They add up exactly.
public struct SparseHistogram: Sendable, Equatable {
    struct Bucket: Sendable, Equatable {
        var index: UInt16
        var count: UInt32
    }

    /// By rising index; none is empty.
    private(set) var buckets: [Bucket] = []

    public init() {}

    /// What was recorded after an earlier look at the same histogram.
    public init(_ histogram: LatencyHistogram, since earlier: LatencyHistogram = LatencyHistogram()) {
        guard histogram.count != earlier.count else { return }
        for (position, count) in histogram.counts.enumerated() where count > 0 {
            let index = histogram.offset + position
            let more = count &- earlier.count(inBucket: index)
            if more > 0 { buckets.append(Bucket(index: UInt16(index), count: more)) }
        }
    }

    public var isEmpty: Bool { buckets.isEmpty }

    public var count: UInt64 { buckets.reduce(0) { $0 + UInt64($1.count) } }

    public mutating func merge(_ other: SparseHistogram) {
        guard !other.isEmpty else { return }
        guard !isEmpty else {
            self = other
            return
        }
        var merged: [Bucket] = []
        merged.reserveCapacity(buckets.count + other.buckets.count)
        var mine = 0
        var theirs = 0
        while mine < buckets.count, theirs < other.buckets.count {
            let (left, right) = (buckets[mine], other.buckets[theirs])
            if left.index <= right.index { mine += 1 }
            if right.index <= left.index { theirs += 1 }
            if left.index == right.index {
                merged.append(Bucket(index: left.index, count: left.count &+ right.count))
            } else {
                merged.append(left.index < right.index ? left : right)
            }
        }
        merged += buckets[mine...]
        merged += other.buckets[theirs...]
        buckets = merged
    }

    /// As ``LatencyHistogram/value(atQuantile:)``.
    public func value(atQuantile quantile: Double) -> Double? {
        let count = count
        guard count > 0 else { return nil }
        let rank = max(1, UInt64((quantile * Double(count)).rounded(.up)))
        var seen: UInt64 = 0
        for bucket in buckets {
            seen += UInt64(bucket.count)
            if seen >= rank { return LatencyHistogram.middle(Int(bucket.index)) }
        }
        return nil
    }

    mutating func reserve(_ count: Int) { buckets.reserveCapacity(count) }

    /// Adds a bucket behind all others.
    mutating func append(_ bucket: Bucket) { buckets.append(bucket) }
}
