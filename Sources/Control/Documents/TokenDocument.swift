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

    public init(
        name: String, roles: [String], createdAt: Timestamp, createdBy: String, expiresAt: Timestamp? = nil,
        lastUsedAt: Timestamp? = nil
    ) {
        self.name = name
        self.roles = roles
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
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

    public init(name: String, roles: [String], expiresIn: Double? = nil) {
        self.name = name
        self.roles = roles
        self.expiresIn = expiresIn
    }
}

/// What `POST /v1/tokens` answers.
public struct CreatedTokenDocument: Sendable, Codable, Equatable {
    public var token: TokenDocument
    /// What to send as `Authorization: Bearer`; it can't be had again.
    public var secret: String

    public init(token: TokenDocument, secret: String) {
        self.token = token
        self.secret = secret
    }
}
