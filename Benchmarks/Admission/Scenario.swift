import Admission
import MeridianCore

/// What is decided on.
enum Scenario: String, CaseIterable {
    /// One function without rules: what admission costs by itself.
    case noRules = "no-rules"
    /// One limit on one function.
    case oneRule = "one-rule"
    /// 10,000 functions with a limit each, called one after the other.
    case tenThousandRules = "ten-thousand-rules"
    /// One function called by a thousand origins with a limit each.
    case thousandOrigins = "thousand-origins"
    /// A limit, a breaker, a hot parameter and an adaptive limit at once.
    case everyKind = "every-kind"
    /// A limit that is used up.
    case rejected
    /// An overloaded unit, which asks who may pass.
    case overloaded

    var functionCount: Int { self == .tenThousandRules ? 10_000 : 1 }

    var originCount: Int { self == .thousandOrigins ? 1_000 : 0 }

    var rules: [Rule] {
        let unreachable = FlowRule(count: 1e9)
        return switch self {
        case .noRules, .overloaded: []
        case .oneRule: [Rule("limit", on: .all, .flow(unreachable))]
        case .tenThousandRules:
            (0..<functionCount).map { Rule("limit-\($0)", on: RuleTarget("bench/f\($0)")!, .flow(unreachable)) }
        case .thousandOrigins:
            (0..<originCount).map {
                Rule("limit-\($0)", on: .all, .flow(FlowRule(count: 1e9, origin: .named("o\($0)"))))
            }
        case .everyKind:
            [
                Rule("limit", on: .all, .flow(unreachable)),
                Rule("guard", on: .all, .breaker(BreakerRule(.errorRatio, threshold: 0.5))),
                Rule("hot", on: .all, .parameter(ParameterRule(.path("id"), count: 1e9))),
                Rule("adaptive", on: .all, .adaptive(AdaptiveRule())),
            ]
        case .rejected: [Rule("limit", on: .all, .flow(FlowRule(count: 0)))]
        }
    }
}
