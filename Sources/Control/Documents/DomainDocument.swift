import JSONCodec
public import MeridianCore

/// A host name that leads to a service.
public struct DomainDocument: Sendable, Codable, Equatable {
    /// What may be known of its certificate.
    public struct Certificate: Sendable, Codable, Equatable {
        /// The host names that it is for.
        public var names: [String]
        public var validFrom: Timestamp
        public var validUntil: Timestamp

        public init(names: [String], validFrom: Timestamp, validUntil: Timestamp) {
            self.names = names
            self.validFrom = validFrom
            self.validUntil = validUntil
        }
    }

    public var domain: String
    public var service: ServiceName
    /// Absent for `live`.
    public var alias: String?
    /// Absent for a domain without HTTPS.
    public var certificate: Certificate?
    public var changedAt: Timestamp
    /// The name of whoever set it.
    public var changedBy: String

    public init(
        domain: String, service: ServiceName, alias: String? = nil, certificate: Certificate? = nil,
        changedAt: Timestamp, changedBy: String
    ) {
        self.domain = domain
        self.service = service
        self.alias = alias
        self.certificate = certificate
        self.changedAt = changedAt
        self.changedBy = changedBy
    }
}

/// `GET /v1/domains`
public struct DomainListDocument: Sendable, Codable, Equatable {
    public var domains: [DomainDocument]

    public init(domains: [DomainDocument]) {
        self.domains = domains
    }
}

/// What `PUT /v1/domains/{domain}` takes.
public struct DomainWishDocument: Sendable, Codable, Equatable {
    public var service: ServiceName
    /// Absent for `live`.
    public var alias: String?
    /// The chain in PEM, the domain's own certificate first.
    public var certificate: String?
    /// Its private key in PEM. It is sealed, and never told.
    public var key: String?

    public init(service: ServiceName, alias: String? = nil, certificate: String? = nil, key: String? = nil) {
        self.service = service
        self.alias = alias
        self.certificate = certificate
        self.key = key
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case service, alias, certificate, key
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        service = try container.decode(ServiceName.self, forKey: .service)
        alias = try container.decodeIfPresent(String.self, forKey: .alias)
        certificate = try container.decodeIfPresent(String.self, forKey: .certificate)
        key = try container.decodeIfPresent(String.self, forKey: .key)
    }
}
