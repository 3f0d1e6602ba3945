import Crypto
import CryptoExtras
import FoundationEssentials

/// Signatures by RSA. Public keys are DER of a SubjectPublicKeyInfo, private ones DER of a PrivateKeyInfo (PKCS #8).
enum RSAKey {
    /// Padding of signatures, by the names of Web Cryptography.
    enum Scheme: String {
        case pkcs1 = "RSASSA-PKCS1-v1_5"
        /// With a salt as long as the hash.
        case pss = "RSA-PSS"

        init(_ name: String) throws(NativeFailure) {
            guard let scheme = Scheme(rawValue: name) else {
                throw .dom("NotSupportedError", "the scheme \(name) is not one of RSASSA-PKCS1-v1_5, RSA-PSS")
            }
            self = scheme
        }

        fileprivate var padding: _RSA.Signing.Padding {
            switch self {
            case .pkcs1: .insecurePKCS1v1_5
            case .pss: .PSS
            }
        }
    }

    /// - Parameter bits: Of the modulus, from 1,024 to 8,192. The exponent is 65,537.
    static func generate(bits: Int) throws -> [UInt8] {
        Array(try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: bits)).pkcs8DERRepresentation)
    }

    static func publicKey(of key: [UInt8]) throws -> [UInt8] {
        Array(try _RSA.Signing.PrivateKey(unsafeDERRepresentation: key).publicKey.derRepresentation)
    }

    /// Checks a private key and brings it into its usual form.
    static func normalized(privateKey key: [UInt8]) throws -> [UInt8] {
        Array(try _RSA.Signing.PrivateKey(unsafeDERRepresentation: key).pkcs8DERRepresentation)
    }

    /// Checks a public key and brings it into its usual form.
    static func normalized(publicKey key: [UInt8]) throws -> [UInt8] {
        Array(try _RSA.Signing.PublicKey(unsafeDERRepresentation: key).derRepresentation)
    }

    static func sign(_ bytes: [UInt8], key: [UInt8], hash: HashName, scheme: Scheme) throws -> [UInt8] {
        let key = try _RSA.Signing.PrivateKey(unsafeDERRepresentation: key)
        return Array(
            try hash.withDigest(of: bytes) { try key.signature(for: $0, padding: scheme.padding).rawRepresentation })
    }

    static func verify(
        _ signature: [UInt8], of bytes: [UInt8], publicKey key: [UInt8], hash: HashName, scheme: Scheme
    ) throws -> Bool {
        let key = try _RSA.Signing.PublicKey(unsafeDERRepresentation: key)
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return try hash.withDigest(of: bytes) { key.isValidSignature(signature, for: $0, padding: scheme.padding) }
    }
}
