import JSONCodec
import MeridianCore

/// Keys of Ed25519 in PEM (RFC 8410): a fixed head in DER, then the 32 bytes of the key.
enum Ed25519PEM {
    private static let privateHead: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
    private static let publicHead: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

    static func key(in pem: String, isPrivate: Bool) throws(MeridianError) -> [UInt8] {
        let lines = pem.split(whereSeparator: \.isNewline).map { line in line.filter { !$0.isWhitespace } }
        let body = lines.filter { !$0.hasPrefix("-----") }.joined()
        let head = isPrivate ? privateHead : publicHead
        guard let bytes = Base64.standard.decode(body), bytes.count == head.count + 32, bytes.starts(with: head) else {
            throw MeridianError(
                .jwtBadKey, "a PEM is no \(isPrivate ? "private" : "public") key of Ed25519; make one with openssl")
        }
        return Array(bytes[head.count...])
    }
}
