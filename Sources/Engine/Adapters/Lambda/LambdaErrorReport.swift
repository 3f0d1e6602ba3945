import JSONCodec
import MeridianCore
import NIOCore

/// What a runtime says of an error: a type, and in the body a message.
struct LambdaErrorReport: CustomStringConvertible {
    var type: String
    var message: String
    /// What the caller of a function gets who wants its answer as it is.
    var document: ByteBuffer

    private static let longestMessage = 1_000

    /// - Parameters:
    ///   - fields: May have `Lambda-Runtime-Function-Error-Type`.
    ///   - body: `{"errorMessage": …, "errorType": …, "stackTrace": […]}`, or anything else.
    init(fields: HTTPFields, body: ByteBuffer) {
        let document = Self.read(body)
        type = document?.type ?? fields["lambda-runtime-function-error-type"] ?? "Runtime.Unknown"
        message = document?.message ?? String(String(buffer: body).prefix(Self.longestMessage))
        self.document = document == nil ? Self.write(type, message) : body
    }

    private static func write(_ type: String, _ message: String) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("errorType", type)
        writer.member("errorMessage", message)
        writer.endObject()
        return writer.finish()
    }

    private static func read(_ body: ByteBuffer) -> (type: String?, message: String?)? {
        body.withUnsafeReadableBytes { bytes in
            var reader = JSONReader(bytes)
            var result: (type: String?, message: String?) = (nil, nil)
            do {
                try reader.beginObject()
                while let key = try reader.nextKey() {
                    let isText = try reader.next() == .string
                    switch key {
                    case "errorType" where isText: result.type = try reader.readString()
                    case "errorMessage" where isText:
                        result.message = String(try reader.readString().prefix(longestMessage))
                    default: try reader.skipValue()
                    }
                }
                return result
            } catch {
                return nil
            }
        }
    }

    var description: String { message.isEmpty ? type : "\(type): \(message)" }
}
