import JSONCodec
public import MeridianCore

/// What a function is worth beside others.
public struct PriorityRule: Sendable, Hashable, Codable {
    /// What its requests are unless a trusted caller says otherwise.
    public var criticality: Criticality?
    /// Its share beside other functions of the same criticality.
    public var weight: Double?

    public init(criticality: Criticality? = nil, weight: Double? = nil) {
        self.criticality = criticality
        self.weight = weight
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case criticality, weight
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            criticality: try container.decodeIfPresent(Criticality.self, forKey: .criticality),
            weight: try container.decodeIfPresent(Double.self, forKey: .weight))
    }

    func check(_ problems: inout RuleProblems) {
        if criticality == nil && weight == nil {
            problems.add("a priority rule needs criticality, weight or both")
        }
        problems.need(
            weight.map { $0 >= 0.01 && $0 <= 1_000 } ?? true, "weight", weight ?? 0, "0.01–1,000")
    }
}
