import JSONCodec

/// One rule of admission: which functions it is for, what it holds to, and whether it is in force.
///
/// ```json
/// {"name": "checkout-peak", "on": "shop/checkout", "flow": {"count": 2000, "behavior": "uniform"}}
/// ```
/// What counts requests (`flow`, `parameter`, `system`) counts those of all its functions together; what watches health
/// (`breaker`, `adaptive`) watches each of them by itself.
public struct Rule: Sendable, Hashable {
    /// What answers, metrics and commands call it; unique in a ``RuleSet``.
    public var name: String
    public var target: RuleTarget
    /// It only counts what it would have turned away.
    public var isDry: Bool
    public var kind: Kind

    public enum Kind: Sendable, Hashable {
        case flow(FlowRule)
        case parameter(ParameterRule)
        case system(SystemRule)
        case breaker(BreakerRule)
        case adaptive(AdaptiveRule)
        case priority(PriorityRule)

        /// As files spell it.
        public var name: String {
            switch self {
            case .flow: "flow"
            case .parameter: "parameter"
            case .system: "system"
            case .breaker: "breaker"
            case .adaptive: "adaptive"
            case .priority: "priority"
            }
        }
    }

    public init(_ name: String, on target: RuleTarget, isDry: Bool = false, _ kind: Kind) {
        self.name = name
        self.target = target
        self.isDry = isDry
        self.kind = kind
    }
}

extension Rule: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case name, on, dry, flow, parameter, system, breaker, adaptive, priority

        static let kinds: [Key] = [.flow, .parameter, .system, .breaker, .adaptive, .priority]
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(Key.self)
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decode(String.self, forKey: .name)
        target = try container.decode(RuleTarget.self, forKey: .on)
        isDry = try container.decodeIfPresent(Bool.self, forKey: .dry) ?? false
        let kinds = Key.kinds.filter(container.contains)
        guard kinds.count == 1, let kind = kinds.first else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: container.codingPath,
                    debugDescription: "the rule '\(name)' must have exactly one of "
                        + Key.kinds.map(\.rawValue).joined(separator: ", ")
                        + (kinds.isEmpty ? "" : ", but has " + kinds.map(\.rawValue).joined(separator: " and "))))
        }
        self.kind =
            switch kind {
            case .flow: .flow(try container.decode(FlowRule.self, forKey: .flow))
            case .parameter: .parameter(try container.decode(ParameterRule.self, forKey: .parameter))
            case .system: .system(try container.decode(SystemRule.self, forKey: .system))
            case .breaker: .breaker(try container.decode(BreakerRule.self, forKey: .breaker))
            case .adaptive: .adaptive(try container.decode(AdaptiveRule.self, forKey: .adaptive))
            default: .priority(try container.decode(PriorityRule.self, forKey: .priority))
            }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(target, forKey: .on)
        if isDry { try container.encode(true, forKey: .dry) }
        switch kind {
        case .flow(let rule): try container.encode(rule, forKey: .flow)
        case .parameter(let rule): try container.encode(rule, forKey: .parameter)
        case .system(let rule): try container.encode(rule, forKey: .system)
        case .breaker(let rule): try container.encode(rule, forKey: .breaker)
        case .adaptive(let rule): try container.encode(rule, forKey: .adaptive)
        case .priority(let rule): try container.encode(rule, forKey: .priority)
        }
    }
}
