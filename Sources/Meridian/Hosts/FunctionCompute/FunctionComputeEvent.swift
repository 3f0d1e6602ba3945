import MeridianCore
import NIOCore

/// What an event of a Function Compute trigger is about.
///
/// Events of Alibaba Cloud's services have the type and source that its EventBridge gives them, so that a function need
/// not know which way one has come.
enum FunctionComputeEvent {
    static func read(_ event: ByteBuffer) -> Delivery {
        let any = DirectCall.readAny(event)
        if case .events(let events) = any { return messages(events) ?? any }
        guard let members = JSONMembers(event) else { return any }
        return timer(members) ?? objects(members) ?? topic(members) ?? logs(members, event) ?? any
    }

    private static func timer(_ event: JSONMembers) -> Delivery? {
        guard let time = event.text("triggerTime"), let name = event.text("triggerName") else { return nil }
        let payload = event.text("payload").flatMap { $0.isEmpty ? nil : $0 }
        if let payload, let call = JSONMembers(ByteBuffer(string: payload)).flatMap(DirectCall.read) {
            guard case .timer(var run, _, let function) = call else { return call }
            run.time = run.time ?? time
            return .timer(run, names: [name], function: function)
        }
        return .timer(TimerEvent(time: time, payload: payload), names: [name])
    }

    /// Objects of an OSS bucket.
    private static func objects(_ event: JSONMembers) -> Delivery? {
        let records = event.array("events")
        let members = records.compactMap { JSONMembers($0) }
        guard !members.isEmpty, members.count == records.count, members.allSatisfy({ $0["oss"] != nil }) else {
            return nil
        }
        return .events(
            zip(members, records).map { record, bytes in
                let oss = record.object("oss")
                return EventEnvelope(
                    id: record.object("responseElements")?.text("requestId") ?? RequestID.make(), source: "acs.oss",
                    type: "oss:" + (record.text("eventName") ?? "event"),
                    subject: [oss?.object("bucket")?.text("arn"), oss?.object("object")?.text("key")]
                        .compactMap { $0 }.joined(separator: "/"),
                    time: record.text("eventTime"), data: bytes)
            })
    }

    /// A message of an MNS topic.
    private static func topic(_ event: JSONMembers) -> Delivery? {
        guard let topic = event.text("TopicName"), let message = event.content("Message") else { return nil }
        return .messages(
            [DeliveredMessage(id: event.text("MessageId") ?? RequestID.make(), body: message)], queue: topic)
    }

    /// Where to read lines of a logstore.
    private static func logs(_ event: JSONMembers, _ bytes: ByteBuffer) -> Delivery? {
        guard let source = event.object("source"), let project = source.text("projectName"),
            let logstore = source.text("logstoreName")
        else { return nil }
        return .events([
            EventEnvelope(
                id: event.text("taskId") ?? RequestID.make(), source: "acs.sls", type: "sls:Logstore:Shard",
                subject: "\(project)/\(logstore)", data: bytes)
        ])
    }

    /// Messages of queues that come as events.
    private static func messages(_ events: [EventEnvelope]) -> Delivery? {
        var queue: String?
        var messages: [DeliveredMessage] = []
        for event in events {
            guard let (name, body) = message(event), queue == nil || queue == name else { return nil }
            queue = name
            messages.append(DeliveredMessage(id: event.attributes.id, body: body))
        }
        return queue.map { .messages(messages, queue: $0) }
    }

    private static func message(_ event: EventEnvelope) -> (queue: String, body: ByteBuffer)? {
        guard let data = JSONMembers(event.attributes.data) else { return nil }
        switch event.attributes.type {
        case "mns:Queue:SendMessage":
            guard let body = data.content("messageBody") ?? data["messageBody"] else { return nil }
            let name = event.attributes.subject?.split { $0 == "/" || $0 == ":" }.last.map(String.init)
            return name.map { ($0, body) }
        case "alikafka:Topic:Message":
            guard let topic = data.text("topic"), let body = data.content("value") ?? data["value"] else { return nil }
            return (topic, body)
        default: return nil
        }
    }
}
