import JSONCodec

/// Limits of the whole unit, over all functions a rule is for.
///
/// Over `load` or `cpu`, requests are turned away only when more run than the unit has shown that it can do: its best
/// rate times its least time.
public struct SystemRule: Sendable, Hashable, Codable {
    /// The load average over a minute.
    public var load: Double?
    /// The share of the processors that is used, 0–1.
    public var cpu: Double?
    /// Requests a second.
    public var qps: Double?
    /// The mean time of answers, in milliseconds.
    public var averageTime: Double?
    /// Requests at a time.
    public var concurrency: Double?

    public init(
        load: Double? = nil, cpu: Double? = nil, qps: Double? = nil, averageTime: Double? = nil,
        concurrency: Double? = nil
    ) {
        self.load = load
        self.cpu = cpu
        self.qps = qps
        self.averageTime = averageTime
        self.concurrency = concurrency
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case load, cpu, qps, averageTime, concurrency
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            load: try container.decodeIfPresent(Double.self, forKey: .load),
            cpu: try container.decodeIfPresent(Double.self, forKey: .cpu),
            qps: try container.decodeIfPresent(Double.self, forKey: .qps),
            averageTime: try container.decodeIfPresent(Double.self, forKey: .averageTime),
            concurrency: try container.decodeIfPresent(Double.self, forKey: .concurrency))
    }

    func check(_ problems: inout RuleProblems) {
        let limits = [load, cpu, qps, averageTime, concurrency]
        if limits.allSatisfy({ $0 == nil }) {
            problems.add("a system rule needs at least one of load, cpu, qps, averageTime, concurrency")
        }
        problems.need(load.map { $0 > 0 && $0 <= 1e6 } ?? true, "load", load ?? 0, "more than 0 and at most 1,000,000")
        problems.need(cpu.map { $0 > 0 && $0 <= 1 } ?? true, "cpu", cpu ?? 0, "more than 0 and at most 1")
        problems.need(qps.map { $0 >= 0 && $0 <= 1e9 } ?? true, "qps", qps ?? 0, "0–1,000,000,000")
        problems.need(
            averageTime.map { $0 > 0 && $0 <= 86_400_000 } ?? true, "averageTime", averageTime ?? 0,
            "more than 0 ms and at most 86,400,000 ms")
        problems.need(
            concurrency.map { $0 >= 0 && $0 <= 1e9 } ?? true, "concurrency", concurrency ?? 0, "0–1,000,000,000")
    }
}
