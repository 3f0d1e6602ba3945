public import MeridianCore

/// Which functions a rule is for: one, all of a service, or all: `shop/checkout`, `shop/*`, `*`.
public enum RuleTarget: Sendable, Hashable {
    case all
    case service(ServiceName)
    case function(ServiceName, FunctionName)

    public init?(_ text: String) {
        if text == "*" {
            self = .all
            return
        }
        guard let slash = text.firstIndex(of: "/"), let service = ServiceName(String(text[..<slash])) else {
            return nil
        }
        let rest = String(text[text.index(after: slash)...])
        if rest == "*" {
            self = .service(service)
        } else if let function = FunctionName(rest) {
            self = .function(service, function)
        } else {
            return nil
        }
    }

    public func covers(_ service: ServiceName, _ function: FunctionName) -> Bool {
        switch self {
        case .all: true
        case .service(let own): own == service
        case .function(let own, let name): own == service && name == function
        }
    }
}

extension RuleTarget: CustomStringConvertible {
    public var description: String {
        switch self {
        case .all: "*"
        case .service(let service): "\(service)/*"
        case .function(let service, let function): "\(service)/\(function)"
        }
    }
}

extension RuleTarget: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let target = RuleTarget(text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "'\(text)' names no functions; write SERVICE/FUNCTION, SERVICE/* or *"))
        }
        self = target
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
