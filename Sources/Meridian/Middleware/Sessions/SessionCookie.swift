import JSONCodec
import NIOCore

/// The text of a session's cookie: `PAYLOAD.CODE`, both Base64 for URLs. The code is over the cookie's name and the
/// payload, so that a cookie can't be passed off as another.
struct SessionCookie {
    private struct Payload: Codable {
        /// Seconds since 1970.
        var e: Int64
        var v: [String: JSONValue]
    }

    var values: [String: JSONValue]
    /// When the session ends, in seconds since 1970.
    var expiry: Int64

    init(values: [String: JSONValue], expiry: Int64) {
        self.values = values
        self.expiry = expiry
    }

    /// - Parameter secrets: Any of them may have signed.
    /// - Returns: `nil` when the text is malformed or nobody who knows a secret wrote it.
    init?(_ text: String, name: String, secrets: [String]) {
        guard let dot = text.lastIndex(of: "."), let code = Base64.url.decode(text[text.index(after: dot)...]) else {
            return nil
        }
        let payload = String(text[..<dot])
        let isSigned = secrets.contains { ConstantTime.isEqual(code, Self.code(of: payload, name: name, secret: $0)) }
        guard isSigned, let bytes = Base64.url.decode(payload),
            let content = try? JSON.decode(Payload.self, from: ByteBuffer(bytes: bytes))
        else { return nil }
        self.init(values: content.v, expiry: content.e)
    }

    func text(name: String, secret: String) throws -> String {
        let payload = Base64.url.encode(try JSON.encodeSorted(Payload(e: expiry, v: values)).readableBytesView)
        return payload + "." + Base64.url.encode(Self.code(of: payload, name: name, secret: secret))
    }

    private static func code(of payload: String, name: String, secret: String) -> [UInt8] {
        SHA256.authenticationCode(of: Array("\(name)=\(payload)".utf8), key: Array(secret.utf8))
    }
}
