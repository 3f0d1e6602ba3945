public import MeridianCore

/// What rules would have done with the traffic of the past.
///
/// The requests of a second are spread evenly over it, and each takes as long as they did on average. The parameters of
/// requests are not recorded, so rules on parameters turn nothing away here; nor is it known how much the unit had to do,
/// so only rules are asked. Dry rules are asked like others and turn nothing away.
public struct RuleSimulation: Sendable, Hashable {
    /// What one rule would have turned away.
    public struct Effect: Sendable, Hashable {
        public let rule: String
        public fileprivate(set) var rejected = 0
        /// When it would have begun to.
        public fileprivate(set) var firstSecond: Int64?
        /// The most in one second, and when that was.
        public fileprivate(set) var worst = 0
        public fileprivate(set) var worstSecond: Int64?
    }

    public private(set) var requests = 0
    public private(set) var admitted = 0
    /// Those that would have waited for their turn.
    public private(set) var delayed = 0
    /// In seconds.
    public private(set) var longestDelay = 0.0
    /// In the order of the rule set.
    public private(set) var effects: [Effect]

    public var rejected: Int { requests - admitted }

    /// - Throws: ``MeridianError`` `MER-6202` or `MER-6203` for rules that can't be in force, `MER-6204` for rates that
    ///   can't be.
    public init(_ rules: RuleSet, replaying rates: RecordedRates) throws(MeridianError) {
        try rates.validate()
        effects = rules.rules.map { Effect(rule: $0.name) }
        var rules = rules
        rules.settings.isOff = true
        // Any seed will do, as long as it is the same for rules and requests.
        var replay = try RateReplay(rules, rates, hash: KeyHash(seed: 1))
        for (second, samples) in rates.bySecond {
            let before = replay.counts
            for outcome in replay.run(second, samples) { note(outcome) }
            note(replay.counts, since: before, second)
        }
    }

    private mutating func note(_ outcome: RateReplay.Outcome) {
        requests += 1
        switch outcome {
        case .rejected: break
        case .admitted: admitted += 1
        case .delayed(let wait):
            admitted += 1
            delayed += 1
            longestDelay = max(longestDelay, wait.seconds)
        }
    }

    private mutating func note(_ counts: [Int], since before: [Int], _ second: Int64) {
        for number in effects.indices {
            let rejected = counts[number] - before[number]
            guard rejected > 0 else { continue }
            effects[number].rejected += rejected
            effects[number].firstSecond = effects[number].firstSecond ?? second
            if rejected > effects[number].worst {
                effects[number].worst = rejected
                effects[number].worstSecond = second
            }
        }
    }
}

extension RecordedRates {
    fileprivate var bySecond: [(second: Int64, samples: [Sample])] {
        Dictionary(grouping: samples, by: \.second).sorted { $0.key < $1.key }
            .map { (second: $0.key, samples: $0.value) }
    }
}
