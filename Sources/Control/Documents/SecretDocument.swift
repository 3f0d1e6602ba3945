public import MeridianCore

/// What may be known of a secret.
public struct SecretDocument: Sendable, Codable, Equatable {
    public var name: String
    public var version: Int
    public var setAt: Timestamp
    /// The name of the token that set it.
    public var setBy: String

    public init(name: String, version: Int, setAt: Timestamp, setBy: String) {
        self.name = name
        self.version = version
        self.setAt = setAt
        self.setBy = setBy
    }
}

/// `GET /v1/services/{service}/secrets`
public struct SecretListDocument: Sendable, Codable, Equatable {
    public var secrets: [SecretDocument]

    public init(secrets: [SecretDocument]) {
        self.secrets = secrets
    }
}
