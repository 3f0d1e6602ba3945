import MeridianCore

/// What a request of one function and origin passes: found once, kept by its permit until it is over.
final class RuleChain: Sendable {
    /// The most rules that one request can be under: a permit has a bit for each.
    static let longest = 64

    let function: FunctionState
    let rules: [ActiveRule]
    let adaptive: AdaptiveRule?
    let weight: Double
    /// Another function's rule asks for how much this one is called.
    let isRelated: Bool
    let isOff: Bool

    init(
        function: FunctionState, rules: [ActiveRule], adaptive: AdaptiveRule?, weight: Double, isRelated: Bool,
        isOff: Bool
    ) {
        self.function = function
        self.rules = rules.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .map(\.element)
        self.adaptive = adaptive
        self.weight = weight
        self.isRelated = isRelated
        self.isOff = isOff
    }
}

/// The chains of one function.
struct FunctionRules: Sendable {
    /// For origins that no rule names, and requests without one.
    let common: RuleChain
    let byOrigin: [UInt64: RuleChain]
    let parameters: [ParameterRule.Source]
    /// `nil` where no rule says it.
    let criticality: Criticality?

    func chain(for origin: UInt64) -> RuleChain {
        byOrigin.isEmpty ? common : byOrigin[origin] ?? common
    }
}
