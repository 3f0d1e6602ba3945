public import MeridianCore

/// A token of the control API, without its secret.
public struct TokenDocument: Sendable, Codable, Equatable {
    public var name: String
    /// `developer`, or `developer@shop` for one service.
    public var roles: [String]
    public var createdAt: Timestamp
    public var createdBy: String
    /// Absent for one that does not expire.
    public var expiresAt: Timestamp?
    /// To the minute; absent as long as it was not used.
    public var lastUsedAt: Timestamp?
    /// The access key that requests are signed with; absent for a token that is sent as it is.
    public var accessKey: String?

    public init(
        name: String, roles: [String], createdAt: Timestamp, createdBy: String, expiresAt: Timestamp? = nil,
        lastUsedAt: Timestamp? = nil, accessKey: String? = nil
    ) {
        self.name = name
        self.roles = roles
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.accessKey = accessKey
    }
}

/// `GET /v1/tokens`
public struct TokenListDocument: Sendable, Codable, Equatable {
    public var tokens: [TokenDocument]

    public init(tokens: [TokenDocument]) {
        self.tokens = tokens
    }
}

/// What `POST /v1/tokens` takes.
public struct NewTokenDocument: Sendable, Codable, Equatable {
    public var name: String
    /// `developer`, or `developer@shop` for one service.
    public var roles: [String]
    /// Seconds; absent for a token that does not expire.
    public var expiresIn: Double?
    /// Whether its holder signs requests by AWS's signature version 4.
    public var signs: Bool?

    public init(name: String, roles: [String], expiresIn: Double? = nil, signs: Bool? = nil) {
        self.name = name
        self.roles = roles
        self.expiresIn = expiresIn
        self.signs = signs
    }
}

/// What `POST /v1/tokens` answers.
public struct CreatedTokenDocument: Sendable, Codable, Equatable {
    public var token: TokenDocument
    /// What to send as `Authorization: Bearer`, or the secret of the access key; it can't be had again.
    public var secret: String

    public init(token: TokenDocument, secret: String) {
        self.token = token
        self.secret = secret
    }
}
