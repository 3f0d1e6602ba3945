import JSONCodec
public import MeridianCore

/// How a release gets the traffic of a service: steps, what the judge goes by, and when nothing may change.
///
/// ```yaml
/// steps:
///   - setWeight: 1
///   - analysis: {duration: 5m}
///   - pause: {duration: 10m}
///   - setWeight: 50
///   - pause: {}
/// analysis:
///   thresholds: {errorRatio: 0.05, p99: 300ms}
/// freeze:
///   - {from: "2026-11-10T20:00:00Z", until: "2026-11-12T04:00:00Z"}
/// ```
/// After the last step the release gets everything.
public struct RolloutPlan: Hashable, Sendable {
    public static let mostSteps = 100

    public var steps: [RolloutStep]
    public var analysis: JudgeSettings
    public var freeze: [FreezeWindow]

    public init(steps: [RolloutStep], analysis: JudgeSettings = JudgeSettings(), freeze: [FreezeWindow] = []) {
        self.steps = steps
        self.analysis = analysis
        self.freeze = freeze
    }

    /// 1 % → 10 % → 50 % → everything, each looked at for half a minute and then judged.
    public static let standard = RolloutPlan(
        steps: [1, 10, 50].flatMap {
            [.setWeight($0), .pause(.seconds(30)), .analysis(.init(duration: .minutes(5)))]
        })

    /// The end of the freeze that is on; `nil` when none is.
    public func freezeEnd(at time: Timestamp) -> Timestamp? {
        var end: Timestamp?
        // Windows that overlap or touch are one.
        while let window = freeze.first(where: { $0.contains(end ?? time) }) { end = window.until }
        return end
    }
}

extension RolloutPlan: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case steps, analysis, freeze
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(steps: try container.decode([RolloutStep].self, forKey: .steps))
        analysis = try container.decodeIfPresent(JudgeSettings.self, forKey: .analysis) ?? analysis
        freeze = try container.decodeIfPresent([FreezeWindow].self, forKey: .freeze) ?? freeze
    }
}
