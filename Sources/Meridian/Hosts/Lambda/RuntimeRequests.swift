import HTTPTransport
import JSONCodec
import MeridianCore
import NIOCore

/// The requests that a runtime sends to the Runtime API, as bytes.
struct RuntimeRequests: Sendable {
    private static let path = "/2018-06-01/runtime"
    private static let errorType = "lambda-runtime-function-error-type"
    private static let errorBody = "lambda-runtime-function-error-body"

    /// The head that never changes.
    let next: ByteBuffer
    private let common: String
    /// What comes in the head of an answer between the id and the length.
    private let ofAnswer: [UInt8]

    /// - Parameter authority: Host and port of the Runtime API.
    init(authority: String) {
        common = "\r\nhost: \(authority)\r\nuser-agent: meridian\r\n"
        ofAnswer = Array("/response HTTP/1.1\(common)content-type: application/json\r\ncontent-length: ".utf8)
        next = ByteBuffer(string: "GET \(Self.path)/invocation/next HTTP/1.1\(common)\r\n")
    }

    func writeAnswer(to id: String, _ payload: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) {
        var id = id
        id.withUTF8 { id in
            let room = 128 + id.count + ofAnswer.count + payload.count
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { space in
                guard let base = space.bindMemory(to: UInt8.self).baseAddress else { return 0 }
                var out = ByteCursor(base)
                out.write("POST /2018-06-01/runtime/invocation/")
                out.write(id)
                out.write(ofAnswer)
                out.write(decimal: payload.count)
                out.write("\r\n\r\n")
                out.write(payload.bindMemory(to: UInt8.self))
                return out.position - base
            }
        }
    }

    func failure(of id: String, _ failure: DeliveryFailure) -> ByteBuffer {
        post("/invocation/\(id)/error", Self.errorFields(failure), failure.document)
    }

    func initFailure(_ failure: DeliveryFailure) -> ByteBuffer {
        post("/init/error", Self.errorFields(failure), failure.document)
    }

    /// The head of a streamed answer and its first chunk.
    func streamedAnswer(to id: String, _ head: ResponseHead) -> ByteBuffer {
        var bytes = ByteBuffer(
            string: "POST \(Self.path)/invocation/\(id)/response HTTP/1.1\(common)"
                + "content-type: application/vnd.awslambda.http-integration-response\r\n"
                + "lambda-runtime-function-response-mode: streaming\r\n"
                + "trailer: \(Self.errorType), \(Self.errorBody)\r\ntransfer-encoding: chunked\r\n\r\n")
        bytes.writeImmutableBuffer(Self.chunk(GatewayAnswer.prelude(head)))
        return bytes
    }

    static func chunk(_ body: ByteBuffer) -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.reserveCapacity(body.readableBytes + 20)
        bytes.writeString(String(body.readableBytes, radix: 16))
        bytes.writeStaticString("\r\n")
        bytes.writeImmutableBuffer(body)
        bytes.writeStaticString("\r\n")
        return bytes
    }

    /// The end of a streamed answer, with what went wrong when not all of it could be written.
    static func lastChunk(_ failure: DeliveryFailure?) -> ByteBuffer {
        guard let failure else { return ByteBuffer(string: "0\r\n\r\n") }
        return ByteBuffer(
            string: "0\r\n\(errorType): \(failure.type)\r\n"
                + "\(errorBody): \(Base64.standard.encode(failure.document.readableBytesView))\r\n\r\n")
    }

    private static func errorFields(_ failure: DeliveryFailure) -> String {
        "content-type: application/vnd.aws.lambda.error+json\r\n\(errorType): \(failure.type)\r\n"
    }

    private func post(_ place: String, _ fields: String, _ body: ByteBuffer) -> ByteBuffer {
        let head = "POST \(Self.path)\(place) HTTP/1.1\(common)\(fields)content-length: \(body.readableBytes)\r\n\r\n"
        var bytes = ByteBuffer()
        bytes.reserveCapacity(head.utf8.count + body.readableBytes)
        bytes.writeString(head)
        bytes.writeImmutableBuffer(body)
        return bytes
    }
}
