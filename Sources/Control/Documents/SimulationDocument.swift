public import Admission

/// What is to be simulated: the body of `POST /v1/rules/simulate`.
public struct SimulationRequest: Sendable, Codable, Equatable {
    /// `nil` takes those in force.
    public var rules: RuleSet?
    /// `nil` takes what was recorded.
    public var rates: RecordedRates?
    /// How many of the last seconds are taken of what was recorded, 1–900.
    public var seconds: Int?

    public init(rules: RuleSet? = nil, rates: RecordedRates? = nil, seconds: Int? = nil) {
        self.rules = rules
        self.rates = rates
        self.seconds = seconds
    }
}

/// What rules would have done.
public struct SimulationDocument: Sendable, Codable, Equatable {
    public struct Effect: Sendable, Codable, Equatable {
        public var rule: String
        public var rejected: Int
        /// Seconds since 1970, as in the rates.
        public var firstSecond: Int64?
        public var worst: Int
        public var worstSecond: Int64?
    }

    public var requests: Int
    public var admitted: Int
    public var rejected: Int
    /// Those that would have waited for their turn.
    public var delayed: Int
    /// In seconds.
    public var longestDelay: Double
    public var rules: [Effect]

    public init(_ simulation: RuleSimulation) {
        requests = simulation.requests
        admitted = simulation.admitted
        rejected = simulation.rejected
        delayed = simulation.delayed
        longestDelay = simulation.longestDelay
        rules = simulation.effects.map { effect in
            Effect(
                rule: effect.rule, rejected: effect.rejected, firstSecond: effect.firstSecond, worst: effect.worst,
                worstSecond: effect.worstSecond)
        }
    }
}
