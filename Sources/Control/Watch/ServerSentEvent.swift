import NIOCore

/// An event of a `text/event-stream` (WHATWG HTML, "Server-sent events").
struct ServerSentEvent: Sendable {
    /// What a client sends as `Last-Event-ID` when it comes again; `nil` leaves the one before.
    var id: String?
    var event: String
    var data: ByteBuffer

    init(_ event: String, id: String? = nil, data: ByteBuffer) {
        self.event = event
        self.id = id
        self.data = data
    }

    /// - Throws: When the document can't be encoded.
    init(_ event: String, id: String? = nil, _ document: some Encodable) throws {
        self.init(event, id: id, data: try ControlJSON.encode(document))
    }

    /// The lines of the event and the empty one that ends it.
    var bytes: ByteBuffer {
        var bytes = ByteBuffer()
        if let id { bytes.writeString("id: \(id)\n") }
        bytes.writeString("event: \(event)\n")
        for line in data.readableBytesView.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            bytes.writeStaticString("data: ")
            bytes.writeBytes(line)
            bytes.writeStaticString("\n")
        }
        bytes.writeStaticString("\n")
        return bytes
    }

    /// A comment: shows that the stream is alive, and nothing else.
    static let heartbeat = ByteBuffer(staticString: ":\n\n")
}
