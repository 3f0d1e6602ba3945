import MeridianCore
import Synchronization

/// Turns a set of rules into chains, with one look at each rule and each function.
struct RuleCompiler {
    private let set: RuleSet
    private let functions: [FunctionKey]
    private let previous: RuleStates?
    private let hash: KeyHash
    private(set) var states = RuleStates()
    /// Positions in the set.
    private var everywhere: [Int] = []
    private var byService: [ServiceName: [Int]] = [:]
    private var byFunction: [FunctionKey: [Int]] = [:]
    private var relatedTargets: Set<RuleTarget> = []

    init(_ set: RuleSet, functions: [FunctionKey], previous: RuleStates?, hash: KeyHash) {
        self.set = set
        self.functions = functions
        self.previous = previous
        self.hash = hash
        for (number, rule) in set.rules.enumerated() {
            switch rule.target {
            case .all: everywhere.append(number)
            case .service(let service): byService[service, default: []].append(number)
            case .function(let service, let function):
                byFunction[FunctionKey(service, function), default: []].append(number)
            }
            states.counts[rule.name] = previous?.counts[rule.name] ?? RuleCounts()
            if case .flow(let flow) = rule.kind, let related = flow.related { relatedTargets.insert(related) }
        }
    }

    mutating func entry(of function: FunctionKey) throws(MeridianError) -> FunctionRules {
        var parts = Parts()
        // The more a rule says about what it is for, the later it speaks.
        for number in everywhere + (byService[function.service] ?? []) + (byFunction[function] ?? []) {
            let rule = set.rules[number]
            switch rule.kind {
            case .priority(let priority):
                parts.criticality = priority.criticality ?? parts.criticality
                parts.weight = priority.weight ?? parts.weight
            case .adaptive(let adaptive):
                parts.adaptive = adaptive
            default:
                let active = try active(rule, number, function, &parts)
                switch rule.kind {
                case .flow(let flow):
                    switch flow.origin {
                    case .named(let name): parts.named[hash(name), default: []].append(active)
                    case .other: parts.other.append(active)
                    case .any, .each: parts.common.append(active)
                    }
                default: parts.common.append(active)
                }
            }
        }
        let state = state(of: function)
        let isRelated = relatedTargets.contains { $0.covers(function.service, function.function) }
        func chain(_ rules: [ActiveRule]) throws(MeridianError) -> RuleChain {
            guard rules.count <= RuleChain.longest else {
                throw MeridianError(
                    .rulesTooMany,
                    "\(rules.count) rules come together on \(function); there may be \(RuleChain.longest)", status: 400)
            }
            return RuleChain(
                function: state, rules: rules, adaptive: parts.adaptive, weight: parts.weight, isRelated: isRelated,
                isOff: set.settings.isOff)
        }
        var byOrigin: [UInt64: RuleChain] = [:]
        for (origin, rules) in parts.named { byOrigin[origin] = try chain(parts.common + rules) }
        return FunctionRules(
            common: try chain(parts.common + parts.other), byOrigin: byOrigin, parameters: parts.parameters,
            criticality: parts.criticality)
    }

    /// What has been gathered for one function.
    private struct Parts {
        var common: [ActiveRule] = []
        var named: [UInt64: [ActiveRule]] = [:]
        var other: [ActiveRule] = []
        var parameters: [ParameterRule.Source] = []
        var adaptive: AdaptiveRule?
        var criticality: Criticality?
        var weight = 1.0

        mutating func position(of source: ParameterRule.Source) -> Int? {
            if let known = parameters.firstIndex(of: source) { return known }
            guard parameters.count < ParameterKeys.capacity else { return nil }
            parameters.append(source)
            return parameters.count - 1
        }
    }

    private mutating func active(
        _ rule: Rule, _ number: Int, _ function: FunctionKey, _ parts: inout Parts
    ) throws(MeridianError) -> ActiveRule {
        let check: ActiveRule.Check
        switch (rule.kind, state(of: rule, function)) {
        case (.flow(let flow), let state):
            check = self.check(flow, state)
        case (.parameter(let parameter), .keys(let table)):
            guard let position = parts.position(of: parameter.source) else {
                throw MeridianError(
                    .rulesTooMany,
                    "the rule '\(rule.name)' counts by one parameter more of \(function) than the "
                        + "\(ParameterKeys.capacity) there may be", status: 400)
            }
            let overrides = Dictionary(parameter.overrides.map { (hash($0.key), $0.value) }) { first, _ in first }
            let limit = ActiveRule.KeyLimit(
                parameter: position, count: parameter.count, interval: parameter.interval, burst: parameter.burst,
                overrides: overrides)
            check = parameter.grade == .qps ? .keyRate(table, limit) : .keyConcurrency(table, limit)
        case (.breaker, .breaker(let breaker)): check = .breaker(breaker)
        case (.system(let system), .system(let state)): check = .system(state, system)
        default: preconditionFailure("the state of '\(rule.name)' is not of its kind")
        }
        return ActiveRule(rule, number: number, check: check, counts: states.counts[rule.name] ?? RuleCounts())
    }

    private mutating func check(_ flow: FlowRule, _ state: RuleState) -> ActiveRule.Check {
        switch state {
        case .window(let window): return .rate(window, limit: flow.count)
        case .concurrency(let running): return .concurrency(running, limit: flow.count)
        case .warmUp(let warm): return .warmUp(warm)
        case .pacer(let pacer):
            return .pace(
                pacer, distance: Nanoseconds(seconds: 1 / flow.count),
                longestWait: Nanoseconds(seconds: flow.maxQueueing / 1_000))
        case .warmUpPacer(let pacer):
            return .warmUpPace(pacer, longestWait: Nanoseconds(seconds: flow.maxQueueing / 1_000))
        case .keys(let table):
            let limit = ActiveRule.KeyLimit(
                parameter: nil, count: flow.count, interval: flow.interval, burst: 0, overrides: [:])
            return flow.grade == .qps ? .keyRate(table, limit) : .keyConcurrency(table, limit)
        case .none, .breaker, .system:
            let covered = functions.filter { flow.related?.covers($0.service, $0.function) ?? false }
            return .related(covered.map { self.state(of: $0) }, flow.grade, limit: flow.count)
        }
    }

    private mutating func state(of rule: Rule, _ function: FunctionKey) -> RuleState {
        var key = RuleStates.Key(rule: rule.name, function: nil)
        if case .breaker = rule.kind { key = RuleStates.Key(rule: rule.name, function: function) }
        if let known = states.rules[key] { return known.state }
        var state = RuleState(rule.kind)
        if let former = previous?.rules[key], RuleState.isCarried(from: former.kind, to: rule.kind) {
            state = former.state
        }
        states.rules[key] = (rule.kind, state)
        return state
    }

    private mutating func state(of function: FunctionKey) -> FunctionState {
        if let known = states.functions[function] { return known }
        let state = previous?.functions[function] ?? FunctionState()
        state.load.withLock { $0.allowRetries(set.settings.retryRatio) }
        states.functions[function] = state
        return state
    }
}
