import JSONCodec
public import Meridian
public import NIOCore

/// What a function answered to a test.
public struct TestAnswer: Sendable {
    public let status: Int
    /// The header fields; ``MeridianCore/HTTPFields/values(_:)`` has all of one name.
    public let fields: HTTPFields
    public let body: ByteBuffer

    init(_ answer: CollectedAnswer) throws(MeridianError) {
        if let failure = answer.failure { throw failure }
        status = answer.head.status
        fields = answer.head.fields
        body = answer.body
    }

    /// The body as text.
    public var text: String { String(buffer: body) }

    /// Reads the body as JSON.
    /// - Throws: `DecodingError`.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSON.decode(type, from: body)
    }

    /// A member of a problem document or another JSON object; `nil` when there is none.
    public subscript(member name: String) -> JSONValue? {
        (try? JSON.decode([String: JSONValue].self, from: body))?[name]
    }
}
