public import MeridianCore

/// An alias: the answer of `GET /v1/services/{service}/aliases/{alias}`, whose `ETag` changes with it.
public struct AliasDocument: Sendable, Codable, Equatable {
    public var service: ServiceName
    public var alias: AliasName
    /// Where the gateway answers for it.
    public var address: String
    public var targets: AliasTargets
    public var changedAt: Timestamp
    /// What `If-Match` takes.
    public var etag: String

    public init(
        service: ServiceName, alias: AliasName, address: String, targets: AliasTargets, changedAt: Timestamp,
        etag: String
    ) {
        self.service = service
        self.alias = alias
        self.address = address
        self.targets = targets
        self.changedAt = changedAt
        self.etag = etag
    }
}

/// `GET /v1/services/{service}/aliases`
public struct AliasListDocument: Sendable, Codable, Equatable {
    /// `live` first, then by name.
    public var aliases: [AliasDocument]

    public init(aliases: [AliasDocument]) {
        self.aliases = aliases
    }
}
