import JSONCodec
import Meridian
import NIOCore

/// A token as it is sent (RFC 7515 §7.1), taken apart but not verified.
struct CompactToken {
    var algorithm: String
    var keyID: String?
    /// What is signed.
    var input: [UInt8]
    var payload: [UInt8]
    var signature: [UInt8]

    /// Longest token that is looked at, in bytes.
    static let limit = 16_384

    init(_ text: String) throws(JWTRefusal) {
        guard text.utf8.count <= Self.limit else { throw JWTRefusal("the token is too long") }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Base64.url.decode(parts[0]), let payload = Base64.url.decode(parts[1]),
            let signature = Base64.url.decode(parts[2])
        else { throw JWTRefusal("the token is malformed") }
        guard let members = Self.object(head) else { throw JWTRefusal("the head of the token is no JSON object") }
        guard case .string(let algorithm) = members["alg"] else { throw JWTRefusal("the token names no algorithm") }
        // What must be understood is not (RFC 7515 §4.1.11), and an encrypted or nested token is no other.
        guard members["crit"] == nil else { throw JWTRefusal("the token needs an extension") }
        switch members["kid"] {
        case nil: keyID = nil
        case .string(let id): keyID = id
        default: throw JWTRefusal("the token is malformed")
        }
        self.algorithm = algorithm
        self.payload = payload
        self.signature = signature
        input = Array(text.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
    }

    /// A JSON object without a member that is there twice, of which readers would differ in what it says.
    static func object(_ bytes: [UInt8]) -> [String: JSONValue]? {
        guard String(validating: bytes, as: UTF8.self) != nil, hasDistinctMembers(bytes) else { return nil }
        return try? JSON.decode([String: JSONValue].self, from: ByteBuffer(bytes: bytes))
    }

    private static func hasDistinctMembers(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var reader = JSONReader(buffer)
            var seen: Set<String> = []
            do {
                try reader.beginObject()
                while let key = try reader.nextKey() {
                    guard seen.insert(key).inserted else { return false }
                    try reader.skipValue()
                }
                return true
            } catch {
                return false
            }
        }
    }
}
