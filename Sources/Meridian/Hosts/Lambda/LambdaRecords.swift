import MeridianCore
import NIOCore

/// Events of other services of AWS.
///
/// Where CloudEvents has an adapter for a source (https://github.com/cloudevents/spec/tree/main/cloudevents/adapters)
/// its attributes are those.
enum LambdaRecords {
    /// What has `Records`: SQS, SNS, S3 and others that look like them.
    static func read(_ event: JSONMembers) -> Delivery? {
        let records = event.array("Records")
        let members = records.compactMap { JSONMembers($0) }
        guard let first = members.first, members.count == records.count else { return nil }
        switch first.text("eventSource") ?? first.text("EventSource") {
        case "aws:sqs"?: return messages(members, queue: name(ofARN: first.text("eventSourceARN")))
        case "aws:sns"?: return notifications(members)
        case "aws:s3"?: return .events(zip(members, records).map(object))
        case let source?:
            let service = source.split(separator: ":").last.map(String.init) ?? source
            return .events(
                zip(members, records).map { other($0, $1, service: service) })
        case nil: return nil
        }
    }

    /// An event of an EventBridge bus; a schedule's is a run of a timer.
    static func bus(_ event: JSONMembers) -> Delivery? {
        guard let type = event.text("detail-type"), let source = event.text("source") else { return nil }
        let resources = event.strings("resources")
        if type == "Scheduled Event", source == "aws.events" || source == "aws.scheduler" {
            return .timer(TimerEvent(time: event.text("time")), names: resources.map(name(ofResource:)))
        }
        var extensions: [String: String] = [:]
        extensions["account"] = event.text("account")
        extensions["region"] = event.text("region")
        return .events([
            EventEnvelope(
                id: event.text("id") ?? RequestID.make(), source: source, type: type, subject: resources.first,
                time: event.text("time"), data: event["detail"] ?? ByteBuffer(string: "{}"), extensions: extensions)
        ])
    }

    private static func messages(_ records: [JSONMembers], queue: String) -> Delivery {
        .messages(
            records.map { record in
                DeliveredMessage(
                    id: record.text("messageId") ?? "",
                    attempt: record.object("attributes")?.integer("ApproximateReceiveCount") ?? 1,
                    body: record.content("body") ?? ByteBuffer())
            }, queue: queue)
    }

    private static func notifications(_ records: [JSONMembers]) -> Delivery {
        .events(
            records.map { record in
                let notification = record.object("Sns")
                let message = notification?.content("Message") ?? ByteBuffer()
                // A topic may well carry events that others have made.
                if let event = EventEnvelope.structured(message) { return event }
                return EventEnvelope(
                    id: notification?.text("MessageId") ?? RequestID.make(),
                    source: notification?.text("TopicArn") ?? "aws:sns", type: "com.amazonaws.sns.notification",
                    subject: notification?.text("Subject"), time: notification?.text("Timestamp"), data: message)
            })
    }

    private static func object(_ record: JSONMembers, _ bytes: ByteBuffer) -> EventEnvelope {
        let s3 = record.object("s3")
        let answer = record.object("responseElements")
        let key = s3?.object("object")?.text("key")
        let ids = [answer?.text("x-amz-request-id"), answer?.text("x-amz-id-2")].compactMap { $0 }
        let place = ["aws:s3", record.text("awsRegion"), s3?.object("bucket")?.text("name")].compactMap { $0 }
        return EventEnvelope(
            id: ids.isEmpty ? RequestID.make() : ids.joined(separator: "."), source: place.joined(separator: "."),
            type: "com.amazonaws.s3." + (record.text("eventName") ?? "event"),
            // S3 form-encodes keys in its events.
            subject: key.map { PercentEncoding.decode($0.utf8, plusIsSpace: true) ?? $0 },
            time: record.text("eventTime"), data: bytes)
    }

    /// DynamoDB, Kinesis and the like.
    private static func other(_ record: JSONMembers, _ bytes: ByteBuffer, service: String) -> EventEnvelope {
        EventEnvelope(
            id: record.text("eventID") ?? record.text("messageId") ?? RequestID.make(),
            source: record.text("eventSourceARN") ?? "aws:" + service,
            // Kinesis calls it `aws:kinesis:record`.
            type: "com.amazonaws.\(service)."
                + (record.text("eventName")?.split(separator: ":").last.map(String.init) ?? "record"),
            time: record.text("eventTime"), data: bytes)
    }

    /// The queue's name, the last part of its ARN.
    private static func name(ofARN arn: String?) -> String {
        arn?.split(separator: ":").last.map(String.init) ?? ""
    }

    /// The rule's or schedule's name, the last part of `…:rule/NAME` or `…:schedule/GROUP/NAME`.
    private static func name(ofResource arn: String) -> String {
        arn.split(separator: "/").last.map(String.init) ?? arn
    }
}
