import JSONCodec
public import MeridianCore

/// A time in which no release gets more traffic.
public struct FreezeWindow: Hashable, Sendable {
    public var from: Timestamp
    /// The freeze is over at this moment.
    public var until: Timestamp

    public init(from: Timestamp, until: Timestamp) {
        self.from = from
        self.until = until
    }

    public func contains(_ time: Timestamp) -> Bool {
        from <= time && time < until
    }
}

extension FreezeWindow: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case from, until
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        from = try container.decode(Timestamp.self, forKey: .from)
        until = try container.decode(Timestamp.self, forKey: .until)
    }
}
