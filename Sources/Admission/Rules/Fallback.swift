import JSONCodec

/// What is answered in place of a function that is left alone.
public enum Fallback: Sendable, Hashable {
    /// A response kept ready.
    case response(status: Int, contentType: String, body: String)
    /// The last good answer to the same request, if it is no older than so many seconds.
    case stale(maxAge: Double)
    /// What another function answers.
    case function(RuleTarget)

    func check(_ problems: inout RuleProblems) {
        switch self {
        case .response(let status, let contentType, _):
            problems.need((200...599).contains(status), "the status of the fallback", Double(status), "200–599")
            if contentType.isEmpty || !contentType.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
                problems.add("the contentType of the fallback is no media type")
            }
        case .stale(let maxAge):
            problems.need(
                maxAge > 0 && maxAge <= 86_400 * 365, "the staleFor of the fallback", maxAge,
                "more than 0 s and at most a year")
        case .function(let target):
            guard case .function = target else {
                problems.add("the function of the fallback must be written SERVICE/FUNCTION")
                return
            }
        }
    }
}

extension Fallback: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case status, contentType, body, staleFor, function
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(Key.self)
        let container = try decoder.container(keyedBy: Key.self)
        switch (container.contains(.body), container.contains(.staleFor), container.contains(.function)) {
        case (true, false, false):
            self = .response(
                status: try container.decodeIfPresent(Int.self, forKey: .status) ?? 200,
                contentType: try container.decodeIfPresent(String.self, forKey: .contentType) ?? "application/json",
                body: try container.decode(String.self, forKey: .body))
        case (false, true, false):
            self = .stale(maxAge: try container.decode(Double.self, forKey: .staleFor))
        case (false, false, true):
            self = .function(try container.decode(RuleTarget.self, forKey: .function))
        default:
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: container.codingPath,
                    debugDescription: "a fallback is exactly one of body, staleFor, function"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .response(let status, let contentType, let body):
            try container.encode(status, forKey: .status)
            try container.encode(contentType, forKey: .contentType)
            try container.encode(body, forKey: .body)
        case .stale(let maxAge): try container.encode(maxAge, forKey: .staleFor)
        case .function(let target): try container.encode(target, forKey: .function)
        }
    }
}
