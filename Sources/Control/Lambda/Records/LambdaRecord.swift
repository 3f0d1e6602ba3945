import MeridianCore

/// What is kept of a function that was made by the Lambda-compatible API, beside its releases and aliases:
/// `lambda/SERVICE`.
struct LambdaRecord: Codable, Equatable, Sendable {
    /// What a client said of a release.
    struct Version: Codable, Equatable, Sendable {
        var runtime: String
        var role: String
        /// Of the zip as it was sent, in Base64.
        var codeSHA256: String
        /// Bytes of the zip as it was sent.
        var codeSize: Int
        /// Whether it has been published as a version.
        var isPublished = false
        /// Takes the place of the function's description in the version.
        var description: String?
    }

    /// How many instances of a version or alias are kept ready.
    struct Provision: Codable, Equatable, Sendable {
        var executions: Int
        var changedAt: Timestamp
    }

    /// That a function is reached through the gateway.
    struct Address: Codable, Equatable, Sendable {
        var createdAt: Timestamp
        var changedAt: Timestamp
    }

    /// The version of this document; 1.
    private(set) var version = 1
    /// The release that `$LATEST` stands for; `nil` for the live one.
    var latest: Int?
    /// Whether a client made an alias `live`: what is uploaded goes live by that alias alone then.
    var ownsLive: Bool?
    /// By the number of the release.
    var versions: [String: Version] = [:]
    var tags: [String: String] = [:]
    /// How often it may run at a time.
    var reserved: Int?
    /// By the qualifier.
    var provisions: [String: Provision] = [:]
    /// By the name of the alias.
    var addresses: [String: Address] = [:]
    /// When its deliveries were last told how they are made; `nil` when never.
    var deliveriesChangedAt: Timestamp?
    /// By the name of the alias.
    var aliasDescriptions: [String: String] = [:]

    subscript(release number: Int) -> Version? {
        get { versions[String(number)] }
        set { versions[String(number)] = newValue }
    }
}
