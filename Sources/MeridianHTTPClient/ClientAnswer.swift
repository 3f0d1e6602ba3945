import JSONCodec
public import Meridian
public import NIOCore

/// A whole answer.
public struct ClientAnswer: Sendable {
    public let status: Int
    public let fields: HTTPFields
    public let body: ByteBuffer
    /// The client that called, for messages.
    let client: String

    /// The body as text.
    public var text: String { String(buffer: body) }

    /// Reads the body as JSON.
    /// - Throws: ``ErrorCode/upstreamAnswerUnreadable`` with the place in the error behind it.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws(MeridianError) -> Value {
        do { return try JSON.decode(type, from: body) } catch {
            throw MeridianError(
                .upstreamAnswerUnreadable, "the answer of the service '\(client)' can't be read as \(type)",
                status: 502, cause: error)
        }
    }
}
