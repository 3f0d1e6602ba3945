import MeridianCore
import NIOCore

/// What events of Knative's own sources stand for: a PingSource runs a timer, a KafkaSource has messages of a queue.
enum KnativeEvent {
    static func read(_ events: [EventEnvelope]) -> Delivery {
        guard let first = events.first else { return .events(events) }
        switch first.attributes.type {
        case "dev.knative.sources.ping" where events.count == 1: return timer(first)
        case "dev.knative.kafka.event": return messages(events) ?? .events(events)
        default: return .events(events)
        }
    }

    /// Its source ends in the PingSource's name, which may be the function's; its data may name the function
    /// itself.
    private static func timer(_ event: EventEnvelope) -> Delivery {
        let data = event.attributes.data
        let name = event.attributes.source.split(separator: "/").last.map(String.init)
        var run = TimerEvent(time: event.attributes.time)
        var function: String?
        if let call = JSONMembers(data).flatMap(DirectCall.read) {
            guard case .timer(let asked, _, let named) = call else { return call }
            run = TimerEvent(time: asked.time ?? run.time, payload: asked.payload)
            function = named
        } else if data.readableBytes > 0 {
            run.payload = JSONText.string(data) ?? String(buffer: data)
        }
        return .timer(run, names: name.map { [$0] } ?? [], function: function)
    }

    /// The source ends in `#` and the topic.
    private static func messages(_ events: [EventEnvelope]) -> Delivery? {
        var queue: String?
        for event in events {
            guard let topic = event.attributes.source.split(separator: "#").last.map(String.init),
                event.attributes.type == "dev.knative.kafka.event", queue == nil || queue == topic
            else { return nil }
            queue = topic
        }
        return queue.map { queue in
            .messages(
                events.map { DeliveredMessage(id: $0.attributes.id, body: $0.attributes.data) }, queue: queue)
        }
    }
}
