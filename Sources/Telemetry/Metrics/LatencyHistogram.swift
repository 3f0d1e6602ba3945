/// Counts durations in log-linear buckets: 64 to each power of two, so that a value is known to within 0.8 %
/// (the scheme of HdrHistogram). Histograms add up exactly. Not thread-safe: one per event loop, merged when read.
public struct LatencyHistogram: Sendable, Equatable {
    private static let subBucketBits = 6
    private static let subBuckets = 1 << subBucketBits
    /// Below 2¹⁰ ns everything counts as one power of two; above 2⁴² ns (73 minutes) everything as the last bucket.
    private static let lowestExponent = 10
    private static let octaves = 33

    /// Allocated with the first value, so that a function that is never called costs nothing.
    private var counts: [UInt32] = []
    public private(set) var count: UInt64 = 0
    /// In nanoseconds.
    public private(set) var sum: UInt64 = 0

    public init() {}

    /// - Parameter nanoseconds: The duration to count.
    public mutating func record(nanoseconds: Int64) {
        if counts.isEmpty { counts = [UInt32](repeating: 0, count: Self.octaves * Self.subBuckets) }
        let value = UInt64(max(0, nanoseconds))
        counts[Self.bucket(of: value)] &+= 1
        count &+= 1
        sum &+= value
    }

    public mutating func merge(_ other: LatencyHistogram) {
        guard !other.counts.isEmpty else { return }
        if counts.isEmpty {
            counts = other.counts
        } else {
            for index in counts.indices { counts[index] &+= other.counts[index] }
        }
        count &+= other.count
        sum &+= other.sum
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
            if seen >= rank { return (Self.lowerBound(index) + Self.lowerBound(index + 1)) / 2 }
        }
        return nil
    }

    /// How many values are at most `nanoseconds`, counting whole buckets.
    public func count(atMost nanoseconds: Double) -> UInt64 {
        var seen: UInt64 = 0
        for (index, bucketCount) in counts.enumerated() {
            if Self.lowerBound(index + 1) > nanoseconds { break }
            seen += UInt64(bucketCount)
        }
        return seen
    }

    /// Every bucket that has values, from the shortest durations to the longest.
    /// - Parameter body: Takes the middle of the bucket in nanoseconds and the count.
    public func forEachBucket(_ body: (_ middle: Double, _ count: UInt32) -> Void) {
        for (index, bucketCount) in counts.enumerated() where bucketCount > 0 {
            body((Self.lowerBound(index) + Self.lowerBound(index + 1)) / 2, bucketCount)
        }
    }

    private static func bucket(of value: UInt64) -> Int {
        let floor: UInt64 = 1 << UInt64(lowestExponent)
        guard value >= floor else { return Int(value >> UInt64(lowestExponent - subBucketBits)) }
        let exponent = 63 - value.leadingZeroBitCount
        let position = Int(value >> UInt64(exponent - subBucketBits)) & (subBuckets - 1)
        return min((exponent - lowestExponent + 1) * subBuckets + position, octaves * subBuckets - 1)
    }

    private static func lowerBound(_ index: Int) -> Double {
        let octave = index / subBuckets
        let position = Double(index % subBuckets)
        guard octave > 0 else { return position * Double(1 << (lowestExponent - subBucketBits)) }
        let base = Double(UInt64(1) << UInt64(lowestExponent + octave - 1))
        return base + position * base / Double(subBuckets)
    }
}
