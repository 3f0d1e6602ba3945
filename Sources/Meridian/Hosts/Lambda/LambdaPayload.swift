import JSONCodec
import NIOCore

/// What Lambda gets as the answer to anything but a request.
enum LambdaPayload {
    /// - For messages, the ids of those that are to come again.
    /// - For a document, what the function answered: JSON as it is, text as a string, other bytes as Base64.
    /// - Otherwise `null`.
    static func encode(_ outcome: DeliveryOutcome) -> ByteBuffer {
        if outcome.messages > 0 { return failures(outcome.failedMessages) }
        guard let body = outcome.answer?.body, body.readableBytes > 0 else { return ByteBuffer(string: "null") }
        return JSONText.any(body)
    }

    private static func failures(_ ids: [String]) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("batchItemFailures")
        writer.beginArray()
        for id in ids {
            writer.element()
            writer.beginObject()
            writer.key("itemIdentifier")
            writer.write(id)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.finish()
    }
}
