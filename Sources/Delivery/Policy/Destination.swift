public import MeridianCore

/// Where something is handed on to: `function:SERVICE/FUNCTION`, `event:TYPE`, or an address of HTTP.
public enum Destination: Sendable, Hashable, CustomStringConvertible {
    case function(ServiceName, FunctionName)
    /// It is published as a CloudEvent of this type.
    case event(type: String)
    /// It is sent there by POST.
    case http(url: String)

    /// `nil` when the text is no destination.
    public init?(_ text: String) {
        guard let mark = text.firstIndex(of: ":") else { return nil }
        let rest = text[text.index(after: mark)...]
        switch text[..<mark] {
        case "function":
            let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, let service = ServiceName(String(parts[0])),
                let function = FunctionName(String(parts[1]))
            else { return nil }
            self = .function(service, function)
        case "event":
            guard !rest.isEmpty, rest.utf8.allSatisfy(HTTPSyntax.isTarget) else { return nil }
            self = .event(type: String(rest))
        case "http", "https":
            let host = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
            guard rest.hasPrefix("//"), !host.isEmpty, text.utf8.allSatisfy(HTTPSyntax.isTarget) else { return nil }
            self = .http(url: text)
        default:
            return nil
        }
    }

    public var description: String {
        switch self {
        case .function(let service, let function): "function:\(service)/\(function)"
        case .event(let type): "event:\(type)"
        case .http(let url): url
        }
    }
}

extension Destination: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let destination = Destination(text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription:
                        "'\(text)' is no destination: write function:SERVICE/FUNCTION, event:TYPE or an address with "
                        + "http:// or https://"))
        }
        self = destination
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
