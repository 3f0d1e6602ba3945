import JSONCodec

/// A limit of requests in an interval, or of requests at a time. The words are Sentinel's.
public struct FlowRule: Sendable, Hashable {
    /// Of how many origins it is kept at a time what they asked for, where each is counted by itself.
    static let originsAtATime = 4_096

    public enum Grade: String, Sendable, Hashable, Codable, CaseIterable {
        /// Requests in an interval.
        case qps
        /// Requests at a time.
        case concurrency
    }

    public enum Behavior: String, Sendable, Hashable, Codable, CaseIterable {
        /// What is too much is turned away.
        case reject
        /// As `reject`, with a limit that grows from a part of `count` while it is used.
        case warmUp
        /// Requests go at an even distance and wait for their turn.
        case uniform
        /// Both.
        case warmUpUniform
    }

    /// Whose requests are counted.
    public enum Origin: Sendable, Hashable {
        case any
        /// Each origin by itself.
        case each
        /// Those that no rule on the same functions names.
        case other
        case named(String)
    }

    public var grade: Grade
    /// Requests in an interval, or at a time.
    public var count: Double
    /// Seconds that `count` is for, with the grade `qps`.
    public var interval: Double
    public var behavior: Behavior
    /// Seconds until a cold function takes its whole `count`.
    public var warmUpPeriod: Double
    /// A cold function takes `count` divided by this.
    public var coldFactor: Double
    /// The longest a request waits for its turn, in milliseconds.
    public var maxQueueing: Double
    public var origin: Origin
    /// Counts the requests of another function instead: when that is called too much, these are turned away.
    public var related: RuleTarget?

    public init(
        grade: Grade = .qps, count: Double, interval: Double = 1, behavior: Behavior = .reject,
        warmUpPeriod: Double = 10, coldFactor: Double = 3, maxQueueing: Double = 500, origin: Origin = .any,
        related: RuleTarget? = nil
    ) {
        self.grade = grade
        self.count = count
        self.interval = interval
        self.behavior = behavior
        self.warmUpPeriod = warmUpPeriod
        self.coldFactor = coldFactor
        self.maxQueueing = maxQueueing
        self.origin = origin
        self.related = related
    }
}

extension FlowRule.Origin: Codable {
    public init(from decoder: any Decoder) throws {
        switch try decoder.singleValueContainer().decode(String.self) {
        case "any": self = .any
        case "each": self = .each
        case "other": self = .other
        case let name: self = .named(name)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .any: try container.encode("any")
        case .each: try container.encode("each")
        case .other: try container.encode("other")
        case .named(let name): try container.encode(name)
        }
    }
}

extension FlowRule: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case grade, count, interval, behavior, warmUpPeriod, coldFactor, maxQueueing, origin, related
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(count: try container.decode(Double.self, forKey: .count))
        grade = try container.decodeIfPresent(Grade.self, forKey: .grade) ?? grade
        interval = try container.decodeIfPresent(Double.self, forKey: .interval) ?? interval
        behavior = try container.decodeIfPresent(Behavior.self, forKey: .behavior) ?? behavior
        warmUpPeriod = try container.decodeIfPresent(Double.self, forKey: .warmUpPeriod) ?? warmUpPeriod
        coldFactor = try container.decodeIfPresent(Double.self, forKey: .coldFactor) ?? coldFactor
        maxQueueing = try container.decodeIfPresent(Double.self, forKey: .maxQueueing) ?? maxQueueing
        origin = try container.decodeIfPresent(Origin.self, forKey: .origin) ?? origin
        related = try container.decodeIfPresent(RuleTarget.self, forKey: .related)
    }
}

extension FlowRule {
    func check(_ problems: inout RuleProblems) {
        problems.need(count >= 0 && count <= 1e9, "count", count, "0–1,000,000,000")
        problems.need(interval > 0 && interval <= 86_400, "interval", interval, "more than 0 s and at most 86,400 s")
        problems.need(
            warmUpPeriod > 0 && warmUpPeriod <= 86_400, "warmUpPeriod", warmUpPeriod,
            "more than 0 s and at most 86,400 s")
        problems.need(coldFactor > 1 && coldFactor <= 1_000, "coldFactor", coldFactor, "more than 1 and at most 1,000")
        problems.need(maxQueueing >= 0 && maxQueueing <= 86_400_000, "maxQueueing", maxQueueing, "0–86,400,000 ms")
        if grade == .concurrency && behavior != .reject {
            problems.add(
                "behavior '\(behavior.rawValue)' goes with the grade 'qps' only; requests at a time are rejected")
        }
        if behavior != .reject && count == 0 {
            problems.add("count is 0, which no behavior but 'reject' can keep")
        }
        if count > 0 && count < 1 && behavior != .uniform && behavior != .warmUpUniform {
            problems.add("count is \(count), which lets nothing pass; write 1 and a longer interval")
        }
        if origin == .each && behavior != .reject {
            problems.add("behavior '\(behavior.rawValue)' can't be kept for each origin by itself; write 'reject'")
        }
        if case .named(let name) = origin, name.isEmpty { problems.add("origin is empty") }
        if related != nil && (behavior != .reject || origin != .any || interval != 1) {
            problems.add("related goes with the behavior 'reject', all origins and an interval of 1 s only")
        }
        if behavior != .reject && interval != 1 {
            problems.add("behavior '\(behavior.rawValue)' goes with an interval of 1 s only; change count instead")
        }
        if case .all? = related { problems.add("related must name a function or a service, not *") }
    }
}
