import Crypto
import FoundationEssentials

/// The curves of Web Cryptography, by their names there. Keys are raw: X9.63 points and scalars for the NIST curves,
/// 32 bytes for the others.
enum EllipticCurve: String {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"
    case ed25519 = "Ed25519"
    case x25519 = "X25519"

    init(_ name: String) throws(NativeFailure) {
        guard let curve = EllipticCurve(rawValue: name) else {
            throw .dom("NotSupportedError", "the curve \(name) is not one of P-256, P-384, P-521, Ed25519, X25519")
        }
        self = curve
    }

    /// A new private key.
    func generate() -> [UInt8] {
        switch self {
        case .p256: Array(P256.Signing.PrivateKey().rawRepresentation)
        case .p384: Array(P384.Signing.PrivateKey().rawRepresentation)
        case .p521: Array(P521.Signing.PrivateKey().rawRepresentation)
        case .ed25519: Array(Curve25519.Signing.PrivateKey().rawRepresentation)
        case .x25519: Array(Curve25519.KeyAgreement.PrivateKey().rawRepresentation)
        }
    }

    func publicKey(of key: [UInt8]) throws -> [UInt8] {
        switch self {
        case .p256: Array(try P256.Signing.PrivateKey(rawRepresentation: key).publicKey.x963Representation)
        case .p384: Array(try P384.Signing.PrivateKey(rawRepresentation: key).publicKey.x963Representation)
        case .p521: Array(try P521.Signing.PrivateKey(rawRepresentation: key).publicKey.x963Representation)
        case .ed25519: Array(try Curve25519.Signing.PrivateKey(rawRepresentation: key).publicKey.rawRepresentation)
        case .x25519: Array(try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: key).publicKey.rawRepresentation)
        }
    }

    /// Checks a public key and brings it into its long form.
    func normalized(publicKey key: [UInt8]) throws -> [UInt8] {
        switch self {
        case .p256: Array(try P256.Signing.PublicKey(anyRepresentation: key).x963Representation)
        case .p384: Array(try P384.Signing.PublicKey(anyRepresentation: key).x963Representation)
        case .p521: Array(try P521.Signing.PublicKey(anyRepresentation: key).x963Representation)
        case .ed25519: Array(try Curve25519.Signing.PublicKey(rawRepresentation: key).rawRepresentation)
        case .x25519: Array(try Curve25519.KeyAgreement.PublicKey(rawRepresentation: key).rawRepresentation)
        }
    }

    /// - Parameter hash: Of ECDSA; Ed25519 has its own.
    func sign(_ bytes: [UInt8], key: [UInt8], hash: HashName?) throws -> [UInt8] {
        switch self {
        case .p256:
            let key = try P256.Signing.PrivateKey(rawRepresentation: key)
            return Array(try Self.digest(bytes, hash) { try key.signature(for: $0).rawRepresentation })
        case .p384:
            let key = try P384.Signing.PrivateKey(rawRepresentation: key)
            return Array(try Self.digest(bytes, hash) { try key.signature(for: $0).rawRepresentation })
        case .p521:
            let key = try P521.Signing.PrivateKey(rawRepresentation: key)
            return Array(try Self.digest(bytes, hash) { try key.signature(for: $0).rawRepresentation })
        case .ed25519:
            return Array(try Curve25519.Signing.PrivateKey(rawRepresentation: key).signature(for: bytes))
        case .x25519:
            throw CryptoKitError.incorrectParameterSize
        }
    }

    func verify(_ signature: [UInt8], of bytes: [UInt8], publicKey key: [UInt8], hash: HashName?) throws -> Bool {
        switch self {
        case .p256:
            let key = try P256.Signing.PublicKey(x963Representation: key)
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return try Self.digest(bytes, hash) { key.isValidSignature(signature, for: $0) }
        case .p384:
            let key = try P384.Signing.PublicKey(x963Representation: key)
            guard let signature = try? P384.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return try Self.digest(bytes, hash) { key.isValidSignature(signature, for: $0) }
        case .p521:
            let key = try P521.Signing.PublicKey(x963Representation: key)
            guard let signature = try? P521.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return try Self.digest(bytes, hash) { key.isValidSignature(signature, for: $0) }
        case .ed25519:
            return try Curve25519.Signing.PublicKey(rawRepresentation: key).isValidSignature(signature, for: bytes)
        case .x25519:
            throw CryptoKitError.incorrectParameterSize
        }
    }

    /// The secret that the owners of two keys share.
    func agree(key: [UInt8], publicKey: [UInt8]) throws -> [UInt8] {
        let secret: SharedSecret =
            switch self {
            case .p256:
                try P256.KeyAgreement.PrivateKey(rawRepresentation: key)
                    .sharedSecretFromKeyAgreement(with: P256.KeyAgreement.PublicKey(x963Representation: publicKey))
            case .p384:
                try P384.KeyAgreement.PrivateKey(rawRepresentation: key)
                    .sharedSecretFromKeyAgreement(with: P384.KeyAgreement.PublicKey(x963Representation: publicKey))
            case .p521:
                try P521.KeyAgreement.PrivateKey(rawRepresentation: key)
                    .sharedSecretFromKeyAgreement(with: P521.KeyAgreement.PublicKey(x963Representation: publicKey))
            case .x25519:
                try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: key)
                    .sharedSecretFromKeyAgreement(
                        with: Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey))
            case .ed25519:
                throw CryptoKitError.incorrectParameterSize
            }
        let bytes = secret.withUnsafeBytes { Array($0) }
        // A point of small order gives the same to everyone (RFC 7748 §6.1).
        guard self != .x25519 || bytes.contains(where: { $0 != 0 }) else { throw CryptoKitError.authenticationFailure }
        return bytes
    }

    private static func digest<Result>(
        _ bytes: [UInt8], _ hash: HashName?, _ body: (any Digest) throws -> Result
    ) throws -> Result {
        try (hash ?? .sha256).withDigest(of: bytes, body)
    }
}

/// A public key of a NIST curve, whose point may come compressed.
private protocol PointKey {
    init<Bytes: ContiguousBytes>(x963Representation: Bytes) throws
    init<Bytes: ContiguousBytes>(compressedRepresentation: Bytes) throws
}

extension P256.Signing.PublicKey: PointKey {}
extension P384.Signing.PublicKey: PointKey {}
extension P521.Signing.PublicKey: PointKey {}

extension PointKey {
    fileprivate init(anyRepresentation bytes: [UInt8]) throws {
        if bytes.first == 4 {
            try self.init(x963Representation: bytes)
        } else {
            try self.init(compressedRepresentation: bytes)
        }
    }
}
