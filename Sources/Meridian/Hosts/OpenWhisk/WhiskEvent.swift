import JSONCodec
import MeridianCore
import NIOCore

/// What an activation that is no request is about.
enum WhiskEvent {
    static func read(_ parameters: JSONMembers, _ value: ByteBuffer) -> Delivery {
        if let messages = messages(parameters) { return messages }
        return DirectCall.readAny(value)
    }

    /// Messages of the feed of Kafka.
    private static func messages(_ parameters: JSONMembers) -> Delivery? {
        let messages = parameters.objects("messages")
        guard let topic = messages.first?.text("topic"), messages.allSatisfy({ $0.text("topic") == topic }) else {
            return nil
        }
        return .messages(
            messages.map { message in
                let place = [message.integer("partition"), message.integer("offset")].compactMap { $0 }
                return DeliveredMessage(
                    id: place.isEmpty ? RequestID.make() : place.map(String.init).joined(separator: "/"),
                    body: message.content("value") ?? message["value"] ?? ByteBuffer())
            }, queue: topic)
    }

    /// A result is an object or an array; anything else is put into one.
    static func result(_ body: ByteBuffer) -> ByteBuffer {
        if body.readableBytes == 0 { return ByteBuffer(string: "{}") }
        if JSONMembers(body) != nil || JSONText.elements(body) != nil { return body }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("result")
        JSONText.any(body).withUnsafeReadableBytes { writer.write(json: $0) }
        writer.endObject()
        return writer.finish()
    }
}
