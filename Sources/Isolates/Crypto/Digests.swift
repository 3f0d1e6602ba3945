import Crypto

/// The hash functions of Web Cryptography, by their names there.
enum HashName: String {
    case sha1 = "SHA-1"
    case sha256 = "SHA-256"
    case sha384 = "SHA-384"
    case sha512 = "SHA-512"

    init(_ name: String) throws(NativeFailure) {
        guard let hash = HashName(rawValue: name) else {
            throw .dom("NotSupportedError", "the hash \(name) is not one of SHA-1, SHA-256, SHA-384, SHA-512")
        }
        self = hash
    }

    /// The length of a digest, in bytes.
    var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    func digest(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .sha1: Array(Insecure.SHA1.hash(data: bytes))
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha384: Array(SHA384.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }

    /// For what takes digests and not bytes.
    func withDigest<Result>(of bytes: [UInt8], _ body: (any Digest) throws -> Result) throws -> Result {
        switch self {
        case .sha1: try body(Insecure.SHA1.hash(data: bytes))
        case .sha256: try body(SHA256.hash(data: bytes))
        case .sha384: try body(SHA384.hash(data: bytes))
        case .sha512: try body(SHA512.hash(data: bytes))
        }
    }

    func authenticationCode(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        let key = SymmetricKey(data: key)
        return switch self {
        case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: key))
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
        case .sha384: Array(HMAC<SHA384>.authenticationCode(for: bytes, using: key))
        case .sha512: Array(HMAC<SHA512>.authenticationCode(for: bytes, using: key))
        }
    }
}
