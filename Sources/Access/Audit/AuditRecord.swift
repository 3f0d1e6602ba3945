import Crypto
public import MeridianCore

/// A recorded change: the document `audit/records/NUMBER`, of which every byte is covered by the next record.
public struct AuditRecord: Sendable, Hashable, Codable {
    /// From 1, without gaps.
    public var number: Int
    /// The SHA-256 of the document of the record before, in hexadecimal; 64 zeros in the first.
    public var former: String
    public var time: Timestamp
    public var actor: String
    public var action: String
    public var subject: String
    public var requestID: String
    public var client: String?
    /// As JSON. Of what is longer than 128 KiB `{"bytes":…,"sha256":"…"}` stands here, so that whoever has it can show that
    /// it is the same.
    public var before: String?
    public var after: String?

    /// Escaped, two of them with the rest stay within a document.
    private static let longestValue = 128 << 10

    private static func recorded(_ value: String?) -> String? {
        guard let value, value.utf8.count > longestValue else { return value }
        let digest = Hex.encode(SHA256.hash(data: Array(value.utf8)))
        return #"{"bytes":\#(value.utf8.count),"sha256":"\#(digest)"}"#
    }

    init(_ entry: AuditEntry, number: Int, former: String) {
        self.number = number
        self.former = former
        time = entry.time
        actor = entry.actor
        action = entry.action
        subject = entry.subject
        requestID = entry.requestID
        client = entry.client
        before = Self.recorded(entry.before)
        after = Self.recorded(entry.after)
    }
}

/// The end of the chain: the document `audit/head`. Its seal needs the master key, so whoever can only write to the store
/// can't put a chain of their own in the place of this one.
struct AuditHead: Sendable, Equatable, Codable {
    /// How many records there are.
    var count: Int
    /// The SHA-256 of the last record's document, in hexadecimal.
    var digest: String
    /// HMAC-SHA-256 over the two, in hexadecimal.
    var seal: String
}
