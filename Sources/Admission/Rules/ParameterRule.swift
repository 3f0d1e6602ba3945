import JSONCodec

/// A limit for each value of a parameter by itself, such as one for every item of a shop, of which a few are hot.
public struct ParameterRule: Sendable, Hashable {
    /// Where in a request the value is.
    public enum Source: Sendable, Hashable {
        case path(String)
        case query(String)
        case header(String)
    }

    public var source: Source
    public var grade: FlowRule.Grade
    /// Requests of one value in an interval, or at a time.
    public var count: Double
    /// Seconds that `count` is for.
    public var interval: Double
    /// Requests that may come at once beyond `count`, after a quiet while.
    public var burst: Double
    /// Values with a count of their own.
    public var overrides: [String: Double]
    /// Of how many values is kept at a time what they asked for.
    public var maxKeys: Int

    public init(
        _ source: Source, grade: FlowRule.Grade = .qps, count: Double, interval: Double = 1, burst: Double = 0,
        overrides: [String: Double] = [:], maxKeys: Int = 4_096
    ) {
        self.source = source
        self.grade = grade
        self.count = count
        self.interval = interval
        self.burst = burst
        self.overrides = overrides
        self.maxKeys = maxKeys
    }
}

extension ParameterRule: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case path, query, header, grade, count, interval, burst, overrides, maxKeys
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(Key.self)
        let container = try decoder.container(keyedBy: Key.self)
        let sources: [Source] = [
            try container.decodeIfPresent(String.self, forKey: .path).map(Source.path),
            try container.decodeIfPresent(String.self, forKey: .query).map(Source.query),
            try container.decodeIfPresent(String.self, forKey: .header).map(Source.header),
        ].compactMap(\.self)
        guard sources.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: container.codingPath,
                    debugDescription: "a parameter is named by exactly one of path, query, header"))
        }
        self.init(sources[0], count: try container.decode(Double.self, forKey: .count))
        grade = try container.decodeIfPresent(FlowRule.Grade.self, forKey: .grade) ?? grade
        interval = try container.decodeIfPresent(Double.self, forKey: .interval) ?? interval
        burst = try container.decodeIfPresent(Double.self, forKey: .burst) ?? burst
        overrides = try container.decodeIfPresent([String: Double].self, forKey: .overrides) ?? overrides
        maxKeys = try container.decodeIfPresent(Int.self, forKey: .maxKeys) ?? maxKeys
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch source {
        case .path(let name): try container.encode(name, forKey: .path)
        case .query(let name): try container.encode(name, forKey: .query)
        case .header(let name): try container.encode(name, forKey: .header)
        }
        try container.encode(grade, forKey: .grade)
        try container.encode(count, forKey: .count)
        try container.encode(interval, forKey: .interval)
        try container.encode(burst, forKey: .burst)
        if !overrides.isEmpty { try container.encode(overrides, forKey: .overrides) }
        try container.encode(maxKeys, forKey: .maxKeys)
    }
}

extension ParameterRule {
    func check(_ problems: inout RuleProblems) {
        let name =
            switch source {
            case .path(let name), .query(let name), .header(let name): name
            }
        if name.isEmpty { problems.add("the name of the parameter is empty") }
        problems.need(count >= 0 && count <= 1e9, "count", count, "0–1,000,000,000")
        problems.need(interval > 0 && interval <= 86_400, "interval", interval, "more than 0 s and at most 86,400 s")
        problems.need(burst >= 0 && burst <= 1e9, "burst", burst, "0–1,000,000,000")
        if count > 0 && count + burst < 1 {
            problems.add("count is \(count), which lets nothing pass; write 1 and a longer interval")
        }
        problems.need((8...1_048_576).contains(maxKeys), "maxKeys", Double(maxKeys), "8–1,048,576")
        for (value, count) in overrides.sorted(by: { $0.key < $1.key }) {
            problems.need(count >= 0 && count <= 1e9, "the count of '\(value)'", count, "0–1,000,000,000")
        }
    }
}
