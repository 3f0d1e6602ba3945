/// What one snapshot of rules hands to the next: states of rules and of functions.
struct RuleStates: Sendable {
    /// A rule that counts has one state; one that watches health has one for each function.
    struct Key: Hashable {
        let rule: String
        let function: FunctionKey?
    }

    var rules: [Key: (kind: Rule.Kind, state: RuleState)] = [:]
    var counts: [String: RuleCounts] = [:]
    var functions: [FunctionKey: FunctionState] = [:]
}

/// What a rule counts in. Its limits are kept apart, so that they can change under it.
enum RuleState: Sendable {
    case none
    case window(Shared<RateWindow>)
    case concurrency(Shared<Int>)
    case warmUp(Shared<ActiveRule.WarmWindow>)
    case pacer(Shared<Pacer>)
    case warmUpPacer(Shared<ActiveRule.WarmPacer>)
    case keys(Shared<KeyTable>)
    case breaker(Shared<Breaker>)
    case system(Shared<SystemLoad>)

    init(_ kind: Rule.Kind) {
        switch kind {
        case .flow(let rule) where rule.related != nil: self = .none
        case .flow(let rule) where rule.origin == .each: self = .keys(Shared(KeyTable(keys: FlowRule.originsAtATime)))
        case .flow(let rule): self = RuleState(rule)
        case .parameter(let rule): self = .keys(Shared(KeyTable(keys: rule.maxKeys)))
        case .breaker(let rule): self = .breaker(Shared(Breaker(rule)))
        case .system: self = .system(Shared(SystemLoad()))
        case .adaptive, .priority: self = .none
        }
    }

    private init(_ rule: FlowRule) {
        func warmUp() -> WarmUp { WarmUp(count: rule.count, period: rule.warmUpPeriod, coldFactor: rule.coldFactor) }
        switch (rule.grade, rule.behavior) {
        case (.concurrency, _): self = .concurrency(Shared(0))
        case (.qps, .reject): self = .window(Shared(RateWindow(interval: Nanoseconds(seconds: rule.interval))))
        case (.qps, .warmUp): self = .warmUp(Shared(.init(warmUp: warmUp(), window: RateWindow())))
        case (.qps, .uniform): self = .pacer(Shared(Pacer()))
        case (.qps, .warmUpUniform): self = .warmUpPacer(Shared(.init(warmUp: warmUp())))
        }
    }

    /// Whether what one rule counted means the same to another.
    static func isCarried(from old: Rule.Kind, to new: Rule.Kind) -> Bool {
        switch (old, new) {
        case (.flow(var old), .flow(let new)):
            // Only these two have their count outside the state.
            if old.behavior == .reject || old.behavior == .uniform { old.count = new.count }
            if old.behavior == .uniform { old.maxQueueing = new.maxQueueing }
            return old == new
        case (.parameter(let old), .parameter(let new)):
            return old.source == new.source && old.grade == new.grade && old.maxKeys == new.maxKeys
        case (.system, .system): return true
        default: return old == new
        }
    }
}
