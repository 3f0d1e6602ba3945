import MeridianCore
import NIOCore

/// An answer of the control API.
struct ControlResponse: Sendable {
    enum Body: Sendable {
        case whole(ByteBuffer)
        /// Written as it comes; the answer ends when the closure returns.
        case streamed(@Sendable (ResponseWriter) async throws -> Void)
    }

    var head: ResponseHead
    var body: Body

    init(head: ResponseHead, body: Body) {
        self.head = head
        self.body = body
    }

    init(status: Int = 200, contentType: String, body: ByteBuffer) {
        self.head = ResponseHead(status: status, fields: ["content-type": contentType])
        self.body = .whole(body)
    }

    /// Lines of JSON, as they come.
    init(lines: @escaping @Sendable (ResponseWriter) async throws -> Void) {
        self.head = ResponseHead(fields: ["content-type": "application/jsonl", "cache-control": "no-store"])
        self.body = .streamed(lines)
    }

    /// JSON that is written already.
    static func json(written: ByteBuffer, status: Int = 200) -> ControlResponse {
        var body = written
        body.writeStaticString("\n")
        return ControlResponse(status: status, contentType: "application/json", body: body)
    }

    /// A document as JSON.
    static func json(_ document: some Encodable, status: Int = 200) throws -> ControlResponse {
        json(written: try ControlJSON.encode(document), status: status)
    }
}
