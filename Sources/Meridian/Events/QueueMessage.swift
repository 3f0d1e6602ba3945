/// A message of a queue. A batch travels as the JSON body of a POST:
/// `[{"id": "…", "attempt": 1, "body": …}]`.
public struct QueueMessage<Body> {
    /// Unique within its queue.
    public var id: String
    /// 1 for the first delivery.
    public var attempt: Int
    public var body: Body

    public init(id: String, attempt: Int = 1, body: Body) {
        self.id = id
        self.attempt = attempt
        self.body = body
    }
}

extension QueueMessage: Sendable where Body: Sendable {}
extension QueueMessage: Equatable where Body: Equatable {}
extension QueueMessage {
    private enum CodingKeys: String, CodingKey { case id, attempt, body }
}

extension QueueMessage: Encodable where Body: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(attempt, forKey: .attempt)
        try container.encode(body, forKey: .body)
    }
}

extension QueueMessage: Decodable where Body: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try container.decode(String.self, forKey: .id),
            attempt: try container.decodeIfPresent(Int.self, forKey: .attempt) ?? 1,
            body: try container.decode(Body.self, forKey: .body))
    }
}
