import JSONCodec

/// How a unit notices that it has too much to do, and what it does then. The values are meant to be left as they are.
public struct AdmissionSettings: Sendable, Hashable, Codable {
    /// The time a request should wait for an instance at most, in milliseconds. Beyond it, the least important are
    /// turned away.
    public var queueTarget: Double
    /// Retries for each first try that a function is given.
    public var retryRatio: Double
    /// Nothing is turned away but by rules.
    public var isOff: Bool

    public init(queueTarget: Double = 5, retryRatio: Double = 0.1, isOff: Bool = false) {
        self.queueTarget = queueTarget
        self.retryRatio = retryRatio
        self.isOff = isOff
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case queueTarget, retryRatio
        case isOff = "off"
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        queueTarget = try container.decodeIfPresent(Double.self, forKey: .queueTarget) ?? queueTarget
        retryRatio = try container.decodeIfPresent(Double.self, forKey: .retryRatio) ?? retryRatio
        isOff = try container.decodeIfPresent(Bool.self, forKey: .isOff) ?? isOff
    }

    func check(_ problems: inout RuleProblems) {
        problems.need(queueTarget >= 0.1 && queueTarget <= 60_000, "queueTarget", queueTarget, "0.1–60,000 ms")
        problems.need(retryRatio >= 0 && retryRatio <= 1, "retryRatio", retryRatio, "0–1")
    }
}
