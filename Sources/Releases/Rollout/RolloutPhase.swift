/// Where a rollout is.
public enum RolloutPhase: String, Hashable, Sendable, Codable, CaseIterable {
    /// Goes through the steps of its plan.
    case running
    /// A person holds it.
    case paused
    /// A person must decide: the plan says so, or the judge could not tell.
    case awaitingApproval
    /// The release is about to get everything.
    case promoting
    case completed
    /// The other release is about to get everything, because the judge found this one bad.
    case rollingBack
    case rolledBack
    /// The same, because a person wants it.
    case aborting
    case aborted

    /// Nothing follows.
    public var isOver: Bool {
        switch self {
        case .completed, .rolledBack, .aborted: true
        default: false
        }
    }

    /// The release has its weight, and the judge looks at it.
    public var isWatched: Bool {
        switch self {
        case .running, .paused, .awaitingApproval: true
        default: false
        }
    }

    /// In a sentence: "rollout 3 is …".
    public var words: String {
        switch self {
        case .running: "running"
        case .paused: "paused"
        case .awaitingApproval: "awaiting approval"
        case .promoting: "being promoted"
        case .completed: "completed"
        case .rollingBack: "being rolled back"
        case .rolledBack: "rolled back"
        case .aborting: "being aborted"
        case .aborted: "aborted"
        }
    }
}

/// What must be done to the traffic of a service. Doing it twice is the same as doing it once.
public enum RolloutEffect: Hashable, Sendable {
    /// The candidate gets a share in per cent, the other release the rest.
    case setWeight(Int)
    /// The candidate gets everything.
    case promote
    /// The other release gets everything.
    case rollBack
}
