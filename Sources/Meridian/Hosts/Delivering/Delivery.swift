import JSONCodec
import MeridianCore
package import NIOCore

/// What a platform asks of a service's functions, other than to answer a request: what its many kinds of events come
/// down to.
package enum Delivery: Sendable, Equatable {
    /// A timer has run.
    /// - Parameters:
    ///   - names: What the platform calls the timer; one of them may be a function.
    ///   - function: Whom it is for, when that is said.
    case timer(TimerEvent, names: [String], function: String? = nil)
    case events([EventEnvelope])
    /// Messages of a queue.
    case messages([DeliveredMessage], queue: String)
    /// A document of no kind that is known.
    /// - Parameter function: Whom it is for, when that is said.
    case document(ByteBuffer, function: String?)
}

/// A message of a queue, with its body as it came.
package struct DeliveredMessage: Sendable, Equatable {
    package var id: String
    /// 1 for the first delivery.
    package var attempt: Int
    /// Handed on as JSON when it is JSON, otherwise as a string.
    package var body: ByteBuffer

    package init(id: String, attempt: Int = 1, body: ByteBuffer) {
        self.id = id
        self.attempt = attempt
        self.body = body
    }

    /// A batch as a function is called with it; see ``QueueMessage``.
    static func request(_ batch: some Sequence<DeliveredMessage>) -> (head: RequestHead, body: ByteBuffer) {
        var writer = JSONWriter()
        writer.beginArray()
        for message in batch {
            writer.element()
            writer.beginObject()
            writer.key("id")
            writer.write(message.id)
            writer.key("attempt")
            writer.write(message.attempt)
            writer.key("body")
            if JSONText.isValid(message.body) {
                message.body.withUnsafeReadableBytes { writer.write(json: $0) }
            } else {
                writer.write(String(buffer: message.body))
            }
            writer.endObject()
        }
        writer.endArray()
        let head = RequestHead(method: .post, target: "/", fields: ["content-type": "application/json"])
        return (head, writer.finish())
    }
}

extension EventEnvelope {
    /// An event of the JSON event format, if that is what the bytes are.
    static func structured(_ bytes: ByteBuffer) -> EventEnvelope? {
        guard let members = JSONMembers(bytes), members["specversion"] != nil,
            let value = try? JSON.decode(JSONValue.self, from: bytes)
        else { return nil }
        return try? EventEnvelope(value)
    }

    /// An event that a platform tells in a form of its own.
    init(
        id: String, source: String, type: String, subject: String? = nil, time: String? = nil, data: ByteBuffer,
        extensions: [String: String] = [:]
    ) {
        self.init(
            CloudEvent(
                id: id, source: source, type: type, subject: subject, time: time,
                dataContentType: JSONText.isValid(data) ? "application/json" : "text/plain", extensions: extensions,
                data: data))
    }
}
