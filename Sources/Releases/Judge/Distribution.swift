public import Telemetry

/// How often durations were seen: values in nanoseconds, ascending, and the count of each. Distributions add up.
public struct Distribution: Hashable, Sendable {
    public private(set) var values: [Int64] = []
    public private(set) var counts: [Int] = []

    public init() {}

    /// - Parameter pairs: Values in any order, also more than once.
    public init(_ pairs: some Sequence<(value: Int64, count: Int)>) {
        for (value, count) in pairs.sorted(by: { $0.value < $1.value }) where count > 0 { append(value, count) }
    }

    /// Each bucket of a histogram as its middle.
    public init(_ histogram: LatencyHistogram) {
        histogram.forEachBucket { middle, count in append(Int64(middle.rounded()), Int(count)) }
    }

    public var count: Int { counts.reduce(0, +) }

    public mutating func add(_ other: Distribution) {
        guard !other.values.isEmpty else { return }
        self = combined(with: other) { $0 + $1 }
    }

    /// What came since an earlier state of the same distribution. Counts that have sunk, because counting began anew,
    /// count as nothing.
    public func since(_ earlier: Distribution) -> Distribution {
        earlier.values.isEmpty ? self : combined(with: earlier) { $0 - $1 }
    }

    /// The value below which a share of all lies, in nanoseconds.
    /// - Parameter quantile: Between 0 and 1.
    /// - Returns: `nil` when there is none.
    public func value(atQuantile quantile: Double) -> Int64? {
        let rank = max(1, Int((quantile * Double(count)).rounded(.up)))
        var seen = 0
        for index in values.indices {
            seen += counts[index]
            if seen >= rank { return values[index] }
        }
        return nil
    }

    private func combined(with other: Distribution, _ combine: (Int, Int) -> Int) -> Distribution {
        var result = Distribution()
        var (left, right) = (0, 0)
        while left < values.count || right < other.values.count {
            let next = min(
                left < values.count ? values[left] : .max, right < other.values.count ? other.values[right] : .max)
            var (mine, theirs) = (0, 0)
            if left < values.count, values[left] == next {
                mine = counts[left]
                left += 1
            }
            if right < other.values.count, other.values[right] == next {
                theirs = other.counts[right]
                right += 1
            }
            let count = combine(mine, theirs)
            if count > 0 { result.append(next, count) }
        }
        return result
    }

    private mutating func append(_ value: Int64, _ count: Int) {
        if values.last == value {
            counts[counts.count - 1] += count
        } else {
            values.append(value)
            counts.append(count)
        }
    }
}

extension Distribution: Codable {
    private enum CodingKeys: String, CodingKey {
        case values, counts
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        values = try container.decode([Int64].self, forKey: .values)
        counts = try container.decode([Int].self, forKey: .counts)
        guard values.count == counts.count, counts.allSatisfy({ $0 > 0 }),
            zip(values, values.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "values must ascend, each with a count"))
        }
    }
}
