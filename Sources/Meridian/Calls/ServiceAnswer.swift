import JSONCodec
public import MeridianCore
public import NIOCore

/// What a service answered to a call, whatever its status.
public struct ServiceAnswer: Sendable {
    public let status: Int
    public let fields: HTTPFields
    public let body: ByteBuffer

    package init(status: Int, fields: HTTPFields = HTTPFields(), body: ByteBuffer = ByteBuffer()) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// Whether the status is 200–299.
    public var isSuccess: Bool { (200..<300).contains(status) }

    /// The body as text.
    public var text: String { String(buffer: body) }

    /// Reads the body as JSON.
    /// - Throws: `DecodingError`.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSON.decode(type, from: body)
    }
}
