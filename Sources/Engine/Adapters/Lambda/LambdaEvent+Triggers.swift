import JSONCodec
import MeridianCore
import NIOCore

extension LambdaEvent {
    /// What an EventBridge rule with a schedule sends; the payload of the timer is its detail.
    func encodeSchedule(_ body: ByteBuffer, to writer: inout JSONWriter) {
        let run = LambdaSource.timer(body)
        encodeEnvelope(
            id: request.fields[RequestID.fieldName] ?? "", type: "Scheduled Event", source: "aws.events",
            time: run.time ?? Timestamp.now.description,
            resources: ["arn:aws:events:\(identity.region):\(LambdaIdentity.account):rule/\(function)"], to: &writer)
        writer.key("detail")
        encodeDetail(ByteBuffer(string: run.payload ?? "{}"), to: &writer)
        writer.endObject()
    }

    /// An event of an EventBridge bus: type and source are those of the CloudEvent, its data is the detail.
    func encodeEvent(_ body: ByteBuffer, to writer: inout JSONWriter) {
        let event = try? CloudEvent<Void>(fields: request.fields)
        encodeEnvelope(
            id: event?.id ?? request.fields[RequestID.fieldName] ?? "", type: event?.type ?? "",
            source: event?.source ?? "",
            time: event?.time ?? Timestamp.now.description, resources: event?.subject.map { [$0] } ?? [],
            to: &writer)
        writer.key("detail")
        encodeDetail(body, to: &writer)
        writer.endObject()
    }

    private func encodeEnvelope(
        id: String, type: String, source: String, time: String, resources: [String], to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("version", "0")
        writer.member("id", id)
        writer.member("detail-type", type)
        writer.member("source", source)
        writer.member("account", LambdaIdentity.account)
        writer.member("time", time)
        writer.member("region", identity.region)
        writer.key("resources")
        writer.beginArray()
        for resource in resources {
            writer.element()
            writer.write(resource)
        }
        writer.endArray()
    }

    /// JSON as it is; anything else as a text.
    private func encodeDetail(_ body: ByteBuffer, to writer: inout JSONWriter) {
        guard body.readableBytes > 0 else {
            writer.beginObject()
            return writer.endObject()
        }
        body.withUnsafeReadableBytes { bytes in
            if LambdaSource.isJSON(bytes) {
                writer.write(json: bytes)
            } else if let text = String(validating: bytes, as: UTF8.self) {
                writer.write(text)
            } else {
                writer.write(Base64.standard.encode(bytes))
            }
        }
    }

    /// A batch of an SQS queue.
    func encodeBatch(_ queue: QueueTrigger, _ body: ByteBuffer, to writer: inout JSONWriter) {
        let now = String(Timestamp.now.milliseconds)
        writer.beginObject()
        writer.key("Records")
        writer.beginArray()
        for message in LambdaSource.messages(body) {
            writer.element()
            writer.beginObject()
            writer.member("messageId", message.id)
            writer.member("receiptHandle", message.id)
            writer.member("body", message.body)
            writer.members(
                "attributes",
                [
                    ("ApproximateReceiveCount", String(message.attempt)), ("SentTimestamp", now),
                    ("SenderId", service.rawValue), ("ApproximateFirstReceiveTimestamp", now),
                ])
            writer.members("messageAttributes", [])
            writer.member("eventSource", "aws:sqs")
            writer.member(
                "eventSourceARN", "arn:aws:sqs:\(identity.region):\(LambdaIdentity.account):\(queue.queue)")
            writer.member("awsRegion", identity.region)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}

/// The bodies by which the platform tells functions of timers and queues, taken apart.
enum LambdaSource {
    struct Message {
        var id = ""
        var attempt = 1
        /// The text itself for a string, otherwise JSON.
        var body = ""
    }

    static func isJSON(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var reader = JSONReader(bytes)
        do {
            try reader.skipValue()
            try reader.finish()
            return true
        } catch {
            return false
        }
    }

    /// `{"time": …, "payload": …}`
    static func timer(_ body: ByteBuffer) -> (time: String?, payload: String?) {
        var result: (time: String?, payload: String?) = (nil, nil)
        read(body) { (reader) throws(JSONError) in
            try reader.beginObject()
            while let key = try reader.nextKey() {
                let isText = try reader.next() == .string
                switch key {
                case "time" where isText: result.time = try reader.readString()
                case "payload" where isText: result.payload = try reader.readString()
                default: try reader.skipValue()
                }
            }
        }
        return result
    }

    /// `[{"id": …, "attempt": …, "body": …}]`
    static func messages(_ body: ByteBuffer) -> [Message] {
        var messages: [Message] = []
        body.withUnsafeReadableBytes { bytes in
            read(body) { (reader) throws(JSONError) in
                try reader.beginArray()
                while try reader.nextElement() {
                    var message = Message()
                    try reader.beginObject()
                    while let key = try reader.nextKey() {
                        let kind = try reader.next()
                        switch key {
                        case "id" where kind == .string: message.id = try reader.readString()
                        case "attempt" where kind == .number: message.attempt = try reader.readInteger(Int.self)
                        case "body" where kind == .string: message.body = try reader.readString()
                        case "body":
                            let start = reader.offset
                            try reader.skipValue()
                            message.body = String(decoding: bytes[start..<reader.offset], as: UTF8.self)
                        default: try reader.skipValue()
                        }
                    }
                    messages.append(message)
                }
            }
        }
        return messages
    }

    /// The platform wrote these bodies itself; what can't be read is taken for nothing.
    private static func read(_ body: ByteBuffer, _ take: (inout JSONReader) throws(JSONError) -> Void) {
        body.withUnsafeReadableBytes { bytes in
            var reader = JSONReader(bytes)
            try? take(&reader)
        }
    }
}
