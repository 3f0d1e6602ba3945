import FoundationEssentials
import JSONCodec
public import Meridian
import MeridianCore
import NIOCore

/// What a token says (RFC 7519 §4).
public struct JWTClaims: Sendable, Hashable {
    /// All claims by their names, the registered ones too.
    public var values: [String: JSONValue]

    public init(_ values: [String: JSONValue] = [:]) {
        self.values = values
    }

    /// Claims of a token that is issued now.
    /// - Parameters:
    ///   - subject: Whom it is about (`sub`).
    ///   - issuer: Who says it (`iss`).
    ///   - audience: Whom it is meant for (`aud`).
    ///   - scopes: What it allows (`scope`).
    ///   - expires: After this time it is not accepted any more (`exp`).
    public init(
        subject: String? = nil, issuer: String? = nil, audience: [String] = [], scopes: [String] = [],
        expires: Duration? = nil
    ) {
        let now = Int64(Date().timeIntervalSince1970)
        values = ["iat": .integer(now)]
        values["sub"] = subject.map(JSONValue.string)
        values["iss"] = issuer.map(JSONValue.string)
        if audience.count == 1 {
            values["aud"] = .string(audience[0])
        } else if !audience.isEmpty {
            values["aud"] = .array(audience.map(JSONValue.string))
        }
        if !scopes.isEmpty { values["scope"] = .string(scopes.joined(separator: " ")) }
        values["exp"] = expires.map { .integer(now + $0.components.seconds) }
    }

    public subscript(name: String) -> JSONValue? {
        get { values[name] }
        set { values[name] = newValue }
    }

    public var subject: String? { text("sub") }
    public var issuer: String? { text("iss") }
    public var id: String? { text("jti") }

    /// Whom it is meant for; one or several.
    public var audience: [String] { texts("aud") }

    /// What it allows, of `scope` (RFC 8693 §4.2) or of the list `scp`.
    public var scopes: Set<String> {
        if let scope = text("scope") { return Set(scope.split(separator: " ").map(String.init)) }
        return Set(texts("scp"))
    }

    /// All of it as a value of a type.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSON.decode(type, from: try JSON.encode(values))
    }

    private func text(_ name: String) -> String? {
        guard case .string(let text) = values[name] else { return nil }
        return text
    }

    private func texts(_ name: String) -> [String] {
        switch values[name] {
        case .string(let text): [text]
        case .array(let values):
            values.compactMap { value in
                guard case .string(let text) = value else { return nil }
                return text
            }
        default: []
        }
    }

    /// A moment in seconds since 1970.
    /// - Throws: What keeps the claim from being one.
    func moment(_ name: String) throws(JWTRefusal) -> Double? {
        switch values[name] {
        case nil: return nil
        case .integer(let seconds): return Double(seconds)
        case .number(let seconds): return seconds
        default: throw JWTRefusal("the claim '\(name)' is no time")
        }
    }
}

/// Why a token is not accepted, in words that can be sent to who has sent it.
struct JWTRefusal: Error, Hashable {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
