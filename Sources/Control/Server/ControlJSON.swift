import JSONCodec
import MeridianCore
import NIOCore

/// How the control API writes and reads JSON.
enum ControlJSON {
    static func encode(_ document: some Encodable) throws -> ByteBuffer { try JSON.encodeSorted(document) }

    /// - Throws: ``ErrorCode/badControlRequest`` with the field that is wrong, status 400.
    static func decode<Document: Decodable>(_ type: Document.Type, from body: ByteBuffer) throws -> Document {
        do {
            return try JSON.decode(type, from: body)
        } catch let error as DecodingError {
            throw MeridianError(.badControlRequest, "the body \(reason(error))", status: 400, cause: error)
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "lacks '\(path(context.codingPath + [key]))'"
        case .dataCorrupted(let context) where context.codingPath.isEmpty && context.underlyingError is JSONError:
            "is not JSON"
        case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.isEmpty
                ? "is wrong: \(context.debugDescription)"
                : "is wrong at '\(path(context.codingPath))': \(context.debugDescription)"
        @unknown default: "can't be decoded"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}
