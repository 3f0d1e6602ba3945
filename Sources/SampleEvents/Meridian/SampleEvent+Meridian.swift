extension SampleEvent {
    /// A run of a timer, as a function with a timer trigger gets it.
    /// - Parameters:
    ///   - time: By RFC 3339.
    ///   - payload: What the trigger was declared with.
    public static func timer(time: String = "2026-03-01T09:30:00.000Z", payload: String? = nil) -> SampleEvent {
        SampleEvent(.members(("time", .string(time)), ("payload", payload.map(SampleJSON.string))))
    }

    /// A batch of messages, as a function with a queue trigger gets it; their ids are `1`, `2` and so on.
    /// - Parameters:
    ///   - bodies: The messages.
    ///   - attempt: 1 for the first delivery.
    public static func queue(bodies: [SampleJSON] = [["order": "1001"]], attempt: Int = 1) -> SampleEvent {
        SampleEvent(
            .array(
                bodies.enumerated().map { index, body in
                    ["id": .string(String(index + 1)), "attempt": .integer(Int64(attempt)), "body": body]
                }))
    }

    /// A CloudEvent 1.0 in structured mode: the attributes and the data in one JSON document.
    /// - Parameters:
    ///   - type: Such as `com.example.order.paid`.
    ///   - source: A URI reference.
    ///   - id: Unique within its source.
    ///   - time: By RFC 3339.
    ///   - extensions: Attributes beyond the specification's.
    public static func cloudEvent(
        type: String = "com.example.order.paid", source: String = "/till", id: String = "1", subject: String? = nil,
        time: String = "2026-03-01T09:30:00.000Z", extensions: [(String, String)] = [],
        data: SampleJSON = ["order": "1001"]
    ) -> SampleEvent {
        var members: [SampleJSON.Member] = [
            .init("specversion", "1.0"), .init("id", .string(id)), .init("source", .string(source)),
            .init("type", .string(type)),
        ]
        if let subject { members.append(.init("subject", .string(subject))) }
        members += [.init("time", .string(time)), .init("datacontenttype", "application/json")]
        members += extensions.map { .init($0, .string($1)) }
        return SampleEvent(.object(members + [.init("data", data)]))
    }
}
