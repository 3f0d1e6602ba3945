import MeridianCore

extension SampleRequest {
    /// How events travel by the CloudEvents HTTP binding 1.0.2.
    public struct ContentMode: Sendable, Hashable {
        let name: String

        /// Attributes as `ce-*` fields, the data as the body (§3.1).
        public static let binary = ContentMode(name: "binary")
        /// One JSON document (§3.2).
        public static let structured = ContentMode(name: "structured")
        /// A JSON array of such documents (§3.3).
        public static let batched = ContentMode(name: "batched")
    }

    /// The path at which an ordinary app takes events.
    public static let eventsPath = "/.meridian/events"

    /// Events posted to a service.
    /// - Parameters:
    ///   - events: Made by ``SampleEvent/cloudEvent(type:source:id:subject:time:extensions:data:)``; the binary and
    ///     the structured mode carry the first.
    ///   - mode: How they travel.
    public static func cloudEvents(
        _ events: [SampleEvent] = [.cloudEvent()], mode: ContentMode = .structured, to target: String = eventsPath
    ) -> SampleRequest {
        guard mode != .batched, let event = events.first else {
            return SampleRequest(
                .post, target, fields: [("content-type", "application/cloudevents-batch+json")],
                body: SampleJSON.array(events.map(\.document)).compact)
        }
        guard mode == .binary, case .object(let members) = event.document else {
            return SampleRequest(
                .post, target, fields: [("content-type", "application/cloudevents+json")], body: event.json)
        }
        var fields: [(name: String, value: String)] = []
        var body = ""
        for member in members {
            switch (member.name, member.value) {
            case ("data", let data): body = data.compact
            case ("datacontenttype", .string(let type)): fields.append(("content-type", type))
            case (let name, .string(let value)): fields.append(("ce-" + name, CloudEventText.escape(value)))
            case (let name, let value): fields.append(("ce-" + name, value.compact))
            }
        }
        return SampleRequest(.post, target, fields: fields, body: body)
    }
}

/// Values of `ce-*` fields (§3.1.3.2).
private enum CloudEventText {
    static func escape(_ value: String) -> String {
        CloudEvent(id: value, source: "/", type: "t", data: ()).fields["ce-id"] ?? value
    }
}
