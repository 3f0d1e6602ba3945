import JSONCodec

extension AliasTargets: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case release, candidate, rules, sticky, pin
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        release = try container.decode(Int.self, forKey: .release)
        candidate = try container.decodeIfPresent(Candidate.self, forKey: .candidate)
        rules = try container.decodeIfPresent([Rule].self, forKey: .rules) ?? []
        sticky = try container.decodeIfPresent(Key.self, forKey: .sticky)
        pin = try container.decodeIfPresent(Key.self, forKey: .pin)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(release, forKey: .release)
        try container.encodeIfPresent(candidate, forKey: .candidate)
        if !rules.isEmpty { try container.encode(rules, forKey: .rules) }
        try container.encodeIfPresent(sticky, forKey: .sticky)
        try container.encodeIfPresent(pin, forKey: .pin)
    }
}

extension AliasTargets.Candidate: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case release, weight
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        release = try container.decode(Int.self, forKey: .release)
        weight = try container.decode(Int.self, forKey: .weight)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(release, forKey: .release)
        try container.encode(weight, forKey: .weight)
    }
}

extension AliasTargets.Key: Codable {
    fileprivate enum CodingKeys: String, CodingKey, CaseIterable {
        case header, cookie, query
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        self = try Self.decode(decoder.container(keyedBy: CodingKeys.self))
    }

    fileprivate static func decode(_ container: KeyedDecodingContainer<CodingKeys>) throws -> Self {
        let header = try container.decodeIfPresent(String.self, forKey: .header).map(Self.header)
        let cookie = try container.decodeIfPresent(String.self, forKey: .cookie).map(Self.cookie)
        let query = try container.decodeIfPresent(String.self, forKey: .query).map(Self.query)
        let given = [header, cookie, query].compactMap { $0 }
        guard let only = given.first, given.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: container.codingPath, debugDescription: "one of header, cookie and query is needed"))
        }
        return only
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .header(let name): try container.encode(name, forKey: .header)
        case .cookie(let name): try container.encode(name, forKey: .cookie)
        case .query(let name): try container.encode(name, forKey: .query)
        }
    }
}

extension AliasTargets.Rule: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case header, cookie, query, equals, release
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        key = try AliasTargets.Key.decode(decoder.container(keyedBy: AliasTargets.Key.CodingKeys.self))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        equals = try container.decode(String.self, forKey: .equals)
        release = try container.decode(Int.self, forKey: .release)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch key {
        case .header(let name): try container.encode(name, forKey: .header)
        case .cookie(let name): try container.encode(name, forKey: .cookie)
        case .query(let name): try container.encode(name, forKey: .query)
        }
        try container.encode(equals, forKey: .equals)
        try container.encode(release, forKey: .release)
    }
}
