public import MeridianCore

/// One release on its way to the traffic of a service: a state machine without I/O, and a document at once.
///
/// ```swift
/// rollout.observe(observation, at: now)
/// rollout.advance(at: now)
/// // store the document, then:
/// if let effect = rollout.effect {
///     try await carryOut(effect)
///     rollout.carriedOut(effect, at: now)
/// }
/// ```
/// The document is stored before an effect is carried out and says that it is due until it was: whoever continues after
/// a crash carries it out once more, which changes nothing, and goes on from there.
public struct Rollout: Hashable, Sendable, Codable {
    static let mostEvents = 100

    /// Something that happened.
    public struct Event: Hashable, Sendable, Codable {
        public var at: Timestamp
        /// A sentence without a full stop.
        public var text: String
    }

    /// Counts the rollouts of a service, from 1.
    public let id: Int
    public let service: ServiceName
    /// The number of the release that is rolled out.
    public let candidate: Int
    /// The number of the release that it is to replace.
    public let baseline: Int
    public let plan: RolloutPlan
    public let startedAt: Timestamp

    public internal(set) var phase = RolloutPhase.running
    /// The position of the current step in the plan; their number after the last.
    public internal(set) var step = 0
    public internal(set) var stepStartedAt: Timestamp
    /// The share of the candidate in per cent that is meant to be.
    public internal(set) var weight = 0
    /// Since when it is; `nil` as long as it must still be set.
    public internal(set) var weightSetAt: Timestamp?
    public internal(set) var evidence = Evidence()
    /// What the judge found last at this weight.
    public internal(set) var judgement: Judgement?
    /// Why it is in its phase, or what it waits for.
    public internal(set) var reason: String?
    /// The newest last.
    public internal(set) var events: [Event] = []
    public internal(set) var endedAt: Timestamp?

    /// - Throws: ``ErrorCode/rolloutPlanInvalid``, ``ErrorCode/nothingToRollOut``.
    public init(
        id: Int, service: ServiceName, candidate: Int, baseline: Int, plan: RolloutPlan, at now: Timestamp
    ) throws(MeridianError) {
        try plan.check()
        guard candidate != baseline else {
            throw MeridianError(
                .nothingToRollOut, "release \(candidate) of '\(service)' is live already", status: 409)
        }
        self.id = id
        self.service = service
        self.candidate = candidate
        self.baseline = baseline
        self.plan = plan
        startedAt = now
        stepStartedAt = now
        record("release \(candidate) is to replace release \(baseline)", at: now)
    }

    /// What must be done to the traffic now.
    public var effect: RolloutEffect? {
        switch phase {
        case .running, .paused, .awaitingApproval: weight > 0 && weightSetAt == nil ? .setWeight(weight) : nil
        case .promoting: .promote
        case .rollingBack, .aborting: .rollBack
        case .completed, .rolledBack, .aborted: nil
        }
    }

    /// Tells that an effect was carried out. One that is no longer due is left aside.
    public mutating func carriedOut(_ effect: RolloutEffect, at now: Timestamp) {
        guard effect == self.effect else { return }
        switch phase {
        case .running, .paused, .awaitingApproval:
            weightSetAt = now
            record("release \(candidate) has \(weight) % of the traffic", at: now)
        case .promoting: end(.completed, "release \(candidate) has all traffic", at: now)
        case .rollingBack: end(.rolledBack, "release \(baseline) has all traffic again", at: now)
        case .aborting: end(.aborted, "release \(baseline) has all traffic again", at: now)
        case .completed, .rolledBack, .aborted: break
        }
    }

    private mutating func end(_ phase: RolloutPhase, _ text: String, at now: Timestamp) {
        self.phase = phase
        weight = phase == .completed ? 100 : 0
        endedAt = now
        // Nothing more is made of it, and the judgement has the figures.
        evidence = Evidence()
        record(text, at: now)
    }

    mutating func record(_ text: String, at now: Timestamp) {
        events.append(Event(at: now, text: text))
        if events.count > Self.mostEvents { events.removeFirst(events.count - Self.mostEvents) }
    }
}
