/// Counts durations in log-linear buckets: 64 to each power of two, so that a value is known to within 0.8 %
/// (the scheme of HdrHistogram). Histograms add up exactly. Not thread-safe: one per event loop, merged when read.
public struct LatencyHistogram: Sendable {
    static let subBucketBits = 6
    static let subBuckets = 1 << subBucketBits
    /// Below 2¹⁰ ns everything counts as one power of two; above 2⁴² ns (73 minutes) everything as the last bucket.
    static let lowestExponent = 10
    static let octaves = 33
    static let buckets = octaves * subBuckets

    /// Allocated with the first value, so that a function that is never called costs nothing; all buckets, or once it is
    /// ``compact()`` those from ``offset`` on that have values.
    var counts: [UInt32] = []
    private(set) var offset = 0
    public private(set) var count: UInt64 = 0
    /// In nanoseconds.
    public private(set) var sum: UInt64 = 0

    public init() {}

    /// - Parameter nanoseconds: The duration to count.
    public mutating func record(nanoseconds: Int64) {
        if counts.count < Self.buckets { expand() }
        let value = UInt64(max(0, nanoseconds))
        counts[Self.bucket(of: value)] &+= 1
        count &+= 1
        sum &+= value
    }

    public mutating func merge(_ other: LatencyHistogram) {
        guard !other.counts.isEmpty else { return }
        if counts.isEmpty {
            counts = other.counts
            offset = other.offset
        } else {
            if other.offset < offset || other.offset + other.counts.count > offset + counts.count { expand() }
            for (index, more) in other.counts.enumerated() { counts[other.offset + index - offset] &+= more }
        }
        count &+= other.count
        sum &+= other.sum
    }

    /// Gives up the memory of buckets without values at both ends, for one that is kept and hardly counts any more.
    public mutating func compact() {
        guard let first = counts.firstIndex(where: { $0 > 0 }), let last = counts.lastIndex(where: { $0 > 0 }) else {
            return
        }
        offset += first
        counts = Array(counts[first...last])
    }

    private mutating func expand() {
        var all = [UInt32](repeating: 0, count: Self.buckets)
        for (index, count) in counts.enumerated() { all[offset + index] = count }
        counts = all
        offset = 0
    }

    /// The value below which a share of all values lies, in nanoseconds: the middle of its bucket.
    /// - Parameter quantile: Between 0 and 1.
    /// - Returns: `nil` while nothing was recorded.
    public func value(atQuantile quantile: Double) -> Double? {
        guard count > 0 else { return nil }
        let rank = max(1, UInt64((quantile * Double(count)).rounded(.up)))
        var seen: UInt64 = 0
        for (index, bucketCount) in counts.enumerated() {
            seen += UInt64(bucketCount)
            if seen >= rank { return Self.middle(offset + index) }
        }
        return nil
    }

    /// How many values are at most `nanoseconds`, counting whole buckets.
    public func count(atMost nanoseconds: Double) -> UInt64 {
        var seen: UInt64 = 0
        for (index, bucketCount) in counts.enumerated() {
            if Self.lowerBound(offset + index + 1) > nanoseconds { break }
            seen += UInt64(bucketCount)
        }
        return seen
    }

    /// How many values are in buckets before each limit, in one turn over all buckets.
    /// - Parameter limits: Rising numbers of buckets, see ``bucketsUpTo(_:)``.
    func cumulativeCounts(_ limits: [Int]) -> [UInt64] {
        var seen: UInt64 = 0
        var next = 0
        return limits.map { limit in
            let end = min(max(0, limit - offset), counts.count)
            while next < end {
                seen += UInt64(counts[next])
                next += 1
            }
            return seen
        }
    }

    /// How many values lie up to the first of ``Exposition/durationBounds``, between each two, and above the last.
    public var countsByBounds: [UInt64] {
        var before: UInt64 = 0
        return (cumulativeCounts(Exposition.durationLimits) + [count]).map { seen in
            defer { before = seen }
            return seen - before
        }
    }

    /// How many buckets hold nothing but durations of at most `nanoseconds`.
    static func bucketsUpTo(_ nanoseconds: Double) -> Int {
        (0..<buckets).first { lowerBound($0 + 1) > nanoseconds } ?? buckets
    }

    /// Every bucket that has values, from the shortest durations to the longest.
    /// - Parameter body: Takes the middle of the bucket in nanoseconds and the count.
    public func forEachBucket(_ body: (_ middle: Double, _ count: UInt32) -> Void) {
        for (index, bucketCount) in counts.enumerated() where bucketCount > 0 {
            body(Self.middle(offset + index), bucketCount)
        }
    }

    /// What was counted in a bucket.
    func count(inBucket index: Int) -> UInt32 {
        counts.indices.contains(index - offset) ? counts[index - offset] : 0
    }

    static func bucket(of value: UInt64) -> Int {
        let floor: UInt64 = 1 << UInt64(lowestExponent)
        guard value >= floor else { return Int(value >> UInt64(lowestExponent - subBucketBits)) }
        let exponent = 63 - value.leadingZeroBitCount
        let position = Int(value >> UInt64(exponent - subBucketBits)) & (subBuckets - 1)
        return min((exponent - lowestExponent + 1) * subBuckets + position, buckets - 1)
    }

    static func middle(_ index: Int) -> Double { (lowerBound(index) + lowerBound(index + 1)) / 2 }

    static func lowerBound(_ index: Int) -> Double {
        let octave = index / subBuckets
        let position = Double(index % subBuckets)
        guard octave > 0 else { return position * Double(1 << (lowestExponent - subBucketBits)) }
        let base = Double(UInt64(1) << UInt64(lowestExponent + octave - 1))
        return base + position * base / Double(subBuckets)
    }
}

extension LatencyHistogram: Equatable {
    /// Whether the same was counted, however much memory it takes.
    public static func == (left: LatencyHistogram, right: LatencyHistogram) -> Bool {
        left.count == right.count && left.sum == right.sum
            && (0..<buckets).allSatisfy { left.count(inBucket: $0) == right.count(inBucket: $0) }
    }
}
