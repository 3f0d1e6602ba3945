public import MeridianCore

/// A token without its secret, as it is kept.
public struct TokenRecord: Sendable, Equatable, Codable {
    public var name: String
    public var grants: [Grant]
    public var createdAt: Timestamp
    /// The name of whoever made it.
    public var createdBy: String
    /// `nil` for one that does not expire.
    public var expiresAt: Timestamp?
    /// To the minute; `nil` as long as it was not used.
    public var lastUsedAt: Timestamp?
    /// The ``TokenDigest`` in hexadecimal. For a token with an access key, of a secret that nobody has.
    var digest: String
    /// What its holder signs with instead of sending a secret.
    var accessKey: SealedAccessKey?

    /// `nil` for a token that is sent as it is.
    public var accessKeyID: String? { accessKey?.id }

    public var principal: Principal { Principal(name: name, grants: grants) }

    public func isExpired(at time: Timestamp) -> Bool { expiresAt.map { $0 <= time } ?? false }
}

extension TokenRecord {
    /// What a name must be.
    public static let nameRule = "1–63 letters, digits and -_., beginning with a letter or digit, and not 'owner'"

    static func isName(_ text: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 63, isAlphanumeric(first) else { return false }
        return text != Principal.owner.name && bytes.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }
}
