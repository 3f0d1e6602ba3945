import JSONCodec
public import MeridianCore
public import Releases

/// A rollout: the answer of `GET /v1/services/{service}/rollouts/{rollout}`.
public struct RolloutDocument: Sendable, Codable, Equatable {
    /// Counts the rollouts of a service, from 1.
    public var id: Int
    public var service: ServiceName
    /// The release that is rolled out.
    public var release: Int
    /// The release that it is to replace.
    public var baseline: Int
    public var phase: RolloutPhase
    /// The share of the release in per cent.
    public var weight: Int
    public var plan: RolloutPlan
    /// The position of the current step in the plan; their number after the last.
    public var step: Int
    public var stepStartedAt: Timestamp
    /// Why it is in its phase, or what it waits for.
    public var reason: String?
    /// What the judge found last.
    public var judgement: Judgement?
    /// Why it does not go on; it is tried again every second.
    public var problem: String?
    /// The newest last.
    public var events: [Rollout.Event]
    public var startedAt: Timestamp
    public var endedAt: Timestamp?

    public init(_ rollout: Rollout, problem: String? = nil) {
        id = rollout.id
        service = rollout.service
        release = rollout.candidate
        baseline = rollout.baseline
        phase = rollout.phase
        weight = rollout.weight
        plan = rollout.plan
        step = rollout.step
        stepStartedAt = rollout.stepStartedAt
        reason = rollout.reason
        judgement = rollout.judgement
        self.problem = problem
        events = rollout.events
        startedAt = rollout.startedAt
        endedAt = rollout.endedAt
    }
}

/// `GET /v1/services/{service}/rollouts`
public struct RolloutListDocument: Sendable, Codable, Equatable {
    /// The newest first.
    public var rollouts: [RolloutDocument]

    public init(rollouts: [RolloutDocument]) {
        self.rollouts = rollouts
    }
}

/// What `POST /v1/services/{service}/rollouts` takes.
public struct RolloutWishDocument: Sendable, Codable, Equatable {
    /// The newest release when left out.
    public var release: Int?
    /// ``Releases/RolloutPlan/standard`` when left out.
    public var plan: RolloutPlan?

    public init(release: Int? = nil, plan: RolloutPlan? = nil) {
        self.release = release
        self.plan = plan
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case release, plan
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        release = try container.decodeIfPresent(Int.self, forKey: .release)
        plan = try container.decodeIfPresent(RolloutPlan.self, forKey: .plan)
    }
}
