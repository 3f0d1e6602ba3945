public import Access
import JSONCodec

/// `GET /v1/services/{service}/keys`
public struct TrustedKeyListDocument: Sendable, Codable, Equatable {
    /// A service without any takes packages without signatures.
    public var keys: [TrustedKey]

    public init(keys: [TrustedKey]) {
        self.keys = keys
    }
}

/// What `PUT /v1/services/{service}/keys/{key}` takes.
public struct TrustedKeyWishDocument: Sendable, Codable, Equatable {
    /// `ed25519:` and 64 hexadecimal digits.
    public var key: String

    public init(key: String) {
        self.key = key
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case key
    }

    public init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        key = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .key)
    }
}
