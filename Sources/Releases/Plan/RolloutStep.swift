import JSONCodec

/// One step of a plan, in the words of Argo Rollouts.
public enum RolloutStep: Hashable, Sendable {
    /// Gives the new release a share of the traffic, in per cent.
    case setWeight(Int)
    /// Waits; without a duration until a person resumes the rollout.
    case pause(PlanDuration?)
    /// Waits until the judge finds the release good.
    case analysis(Analysis)

    public struct Analysis: Hashable, Sendable {
        /// After it the verdict is inconclusive.
        public var duration: PlanDuration
        public var onInconclusive: OnInconclusive

        public init(duration: PlanDuration = .minutes(5), onInconclusive: OnInconclusive = .pause) {
            self.duration = duration
            self.onInconclusive = onInconclusive
        }
    }

    /// What follows when the judge could not tell.
    public enum OnInconclusive: String, Hashable, Sendable, Codable, CaseIterable {
        /// A person decides.
        case pause
        case proceed = "continue"
        case rollback
    }
}

extension RolloutStep: CustomStringConvertible {
    public var description: String {
        switch self {
        case .setWeight(let weight): "setWeight \(weight) %"
        case .pause(let duration): duration.map { "pause \($0)" } ?? "pause until resumed"
        case .analysis(let analysis): "analysis within \(analysis.duration)"
        }
    }
}

extension RolloutStep: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case setWeight, pause, analysis
    }

    private struct Pause: Codable {
        enum CodingKeys: String, CodingKey, CaseIterable {
            case duration
        }

        var duration: PlanDuration?

        init(duration: PlanDuration?) {
            self.duration = duration
        }

        init(from decoder: any Decoder) throws {
            try decoder.rejectUnknownKeys(CodingKeys.self)
            duration = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(
                PlanDuration.self, forKey: .duration)
        }
    }

    public init(from decoder: any Decoder) throws {
        let names = CodingKeys.allCases.map(\.stringValue).joined(separator: ", ")
        if let stranger = try decoder.unknownKey(among: CodingKeys.self) {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "there is no step '\(stranger)'; there are \(names)"))
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "a step has one key of \(names), not \(container.allKeys.count)"))
        }
        switch container.allKeys.first {
        case .setWeight?: self = .setWeight(try container.decode(Int.self, forKey: .setWeight))
        // YAML's `pause:` without a value is null.
        case .pause?: self = .pause(try container.decodeIfPresent(Pause.self, forKey: .pause)?.duration)
        default: self = .analysis(try container.decodeIfPresent(Analysis.self, forKey: .analysis) ?? Analysis())
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .setWeight(let weight): try container.encode(weight, forKey: .setWeight)
        case .pause(let duration): try container.encode(Pause(duration: duration), forKey: .pause)
        case .analysis(let analysis): try container.encode(analysis, forKey: .analysis)
        }
    }
}

extension RolloutStep.Analysis: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case duration, onInconclusive
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        duration = try container.decodeIfPresent(PlanDuration.self, forKey: .duration) ?? duration
        onInconclusive =
            try container.decodeIfPresent(RolloutStep.OnInconclusive.self, forKey: .onInconclusive) ?? onInconclusive
    }
}
