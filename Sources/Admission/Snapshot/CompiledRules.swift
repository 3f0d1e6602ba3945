public import MeridianCore

/// Rules as event loops ask them: an immutable snapshot, indexed by function and origin, so that the number of rules
/// does not matter to a request.
///
/// A new snapshot takes over what the former has counted: a rule that stays as it is keeps its state, a limit whose
/// count changes keeps what it counted, and what runs is given back to where it was counted.
public final class CompiledRules: Sendable {
    public let rules: RuleSet
    /// By the numbers that ``RequestFacts/function`` uses.
    public let functions: [FunctionKey]
    let entries: [FunctionRules]
    let states: RuleStates
    private let stranger: FunctionRules

    /// - Parameters:
    ///   - rules: As checked by ``RuleSet/validate()``.
    ///   - functions: All there are; a rule may be for functions that do not exist yet.
    ///   - previous: What is in force now.
    ///   - hash: The same as for the facts of requests.
    /// - Throws: ``MeridianError`` `MER-6202` when the values of rules are out of range, `MER-6203` when more rules or
    ///   parameters come together on one function than a request can carry.
    public init(
        _ rules: RuleSet, functions: [FunctionKey], carrying previous: CompiledRules? = nil, hash: KeyHash
    ) throws(MeridianError) {
        try rules.validate()
        self.rules = rules
        self.functions = functions
        var compiler = RuleCompiler(rules, functions: functions, previous: previous?.states, hash: hash)
        var entries: [FunctionRules] = []
        entries.reserveCapacity(functions.count)
        for function in functions { entries.append(try compiler.entry(of: function)) }
        self.entries = entries
        self.states = compiler.states
        stranger = FunctionRules(
            common: RuleChain(
                function: FunctionState(), rules: [], adaptive: nil, weight: 1,
                isRelated: false, isOff: rules.settings.isOff),
            byOrigin: [:], parameters: [], criticality: nil)
    }

    /// Which values of a request to this function rules count by, in the order of ``ParameterKeys``.
    public func parameters(of function: Int) -> [ParameterRule.Source] { entry(function).parameters }

    /// What rules say that a request to this function is; `nil` where none does.
    public func criticality(of function: Int) -> Criticality? { entry(function).criticality }

    /// The function's share beside others of the same criticality.
    public func weight(of function: Int) -> Double { entry(function).common.weight }

    /// The name of the rule that turned a request away; `nil` when the unit itself did.
    public func name(of rejection: Rejection) -> String? {
        rejection.rule.map { rules.rules[$0].name }
    }

    /// Whether a breaker of this function has a fallback that gives old answers again.
    public func keepsAnswers(of function: Int) -> Bool {
        entry(function).common.rules.contains { rule in
            if case .breaker(let breaker) = rule.rule.kind, case .stale? = breaker.fallback { true } else { false }
        }
    }

    /// What is answered instead, when a breaker turned a request away.
    public func fallback(of rejection: Rejection) -> Fallback? {
        guard let number = rejection.rule, case .breaker(let rule) = rules.rules[number].kind else { return nil }
        return rule.fallback
    }

    /// How often each rule turned requests away, or would have if it were not dry; in the order of the rule set.
    public var counts: [(name: String, rejected: Int, wouldReject: Int)] {
        rules.rules.map { rule in
            let counts = states.counts[rule.name]?.snapshot
            return (rule.name, counts?.rejected ?? 0, counts?.wouldReject ?? 0)
        }
    }

    func chain(of function: Int, for origin: UInt64) -> RuleChain {
        entries.indices.contains(function) ? entries[function].chain(for: origin) : stranger.common
    }

    func entry(_ function: Int) -> FunctionRules {
        entries.indices.contains(function) ? entries[function] : stranger
    }
}
