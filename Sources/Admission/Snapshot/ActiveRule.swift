/// A rule in force on a function: its limit, and the state that it counts in.
final class ActiveRule: Sendable {
    let rule: Rule
    /// Its position in the rule set.
    let number: Int
    let check: Check
    let counts: RuleCounts

    /// What is asked at each request.
    enum Check: Sendable {
        case rate(Shared<RateWindow>, limit: Double)
        case concurrency(Shared<Int>, limit: Double)
        case warmUp(Shared<WarmWindow>)
        case pace(Shared<Pacer>, distance: Nanoseconds, longestWait: Nanoseconds)
        case warmUpPace(Shared<WarmPacer>, longestWait: Nanoseconds)
        case related([FunctionState], FlowRule.Grade, limit: Double)
        case keyRate(Shared<KeyTable>, KeyLimit)
        case keyConcurrency(Shared<KeyTable>, KeyLimit)
        case breaker(Shared<Breaker>)
        case system(Shared<SystemLoad>, SystemRule)
    }

    struct WarmWindow: Sendable {
        var warmUp: WarmUp
        var window: RateWindow
    }

    struct WarmPacer: Sendable {
        var warmUp: WarmUp
        var pacer = Pacer()
    }

    /// A limit for each key.
    struct KeyLimit: Sendable {
        /// Which of a request's parameters; `nil` is its origin.
        var parameter: Int?
        var count: Double
        var interval: Double
        var burst: Double
        /// By the hash of the value.
        var overrides: [UInt64: Double]

        func key(of facts: RequestFacts) -> UInt64 {
            parameter.map { facts.parameters[$0] } ?? facts.origin
        }

        func count(of key: UInt64) -> Double {
            overrides.isEmpty ? count : overrides[key] ?? count
        }
    }

    init(_ rule: Rule, number: Int, check: Check, counts: RuleCounts) {
        self.rule = rule
        self.number = number
        self.check = check
        self.counts = counts
    }

    /// What turns most requests away at the least cost comes first; what makes them wait comes last.
    var rank: Int {
        switch check {
        case .breaker: 0
        case .system: 1
        case .related: 2
        case .concurrency: 3
        case .rate: 4
        case .warmUp: 5
        case .keyRate, .keyConcurrency: 6
        case .pace, .warmUpPace: 7
        }
    }

    var reason: Rejection.Reason {
        switch check {
        case .breaker: .breaker
        case .system: .system
        case .keyRate(_, let limit), .keyConcurrency(_, let limit): limit.parameter == nil ? .flow : .parameter
        default: .flow
        }
    }
}
