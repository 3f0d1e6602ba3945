import MeridianCore

/// A domain as it is kept: the document `domains/NAME`.
struct DomainRecord: Sendable, Codable, Equatable {
    struct Certificate: Sendable, Codable, Equatable {
        /// In PEM.
        var chain: String
        /// The private key, sealed under the domain's name.
        var sealedKey: String
        /// Which master key sealed it.
        var masterKey: String
    }

    var service: ServiceName
    var alias: AliasName?
    var certificate: Certificate?
    var changedAt: Timestamp
    var changedBy: String
}
