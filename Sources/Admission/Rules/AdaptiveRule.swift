import JSONCodec

/// Finds by itself how many requests of a function may run at a time, see ``GradientLimit``. Those beyond it wait.
public struct AdaptiveRule: Sendable, Hashable, Codable {
    /// Requests at a time to begin with.
    public var initial: Double
    public var lowest: Double
    public var highest: Double

    public init(initial: Double = 20, lowest: Double = 1, highest: Double = 1_000) {
        self.initial = initial
        self.lowest = lowest
        self.highest = highest
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case initial, lowest, highest
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        initial = try container.decodeIfPresent(Double.self, forKey: .initial) ?? initial
        lowest = try container.decodeIfPresent(Double.self, forKey: .lowest) ?? lowest
        highest = try container.decodeIfPresent(Double.self, forKey: .highest) ?? highest
    }

    func check(_ problems: inout RuleProblems) {
        problems.need(lowest >= 1 && lowest <= 1e6, "lowest", lowest, "1–1,000,000")
        problems.need(highest >= lowest && highest <= 1e6, "highest", highest, "at least lowest and at most 1,000,000")
        problems.need(initial >= lowest && initial <= highest, "initial", initial, "between lowest and highest")
    }
}
