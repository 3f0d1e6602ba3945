import Crypto
import CryptoExtras
import FoundationEssentials

/// Keys of RSA. Public keys are DER of a SubjectPublicKeyInfo, private ones DER of a PrivateKeyInfo (PKCS #8).
enum RSAKey {
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

    // MARK: RSASSA-PKCS1-v1_5

    static func sign(_ bytes: [UInt8], key: [UInt8], hash: HashName) throws -> [UInt8] {
        let key = try _RSA.Signing.PrivateKey(unsafeDERRepresentation: key)
        return Array(
            try hash.withDigest(of: bytes) { try key.signature(for: $0, padding: .insecurePKCS1v1_5).rawRepresentation }
        )
    }

    static func verify(_ signature: [UInt8], of bytes: [UInt8], publicKey key: [UInt8], hash: HashName) throws -> Bool {
        let key = try _RSA.Signing.PublicKey(unsafeDERRepresentation: key)
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return try hash.withDigest(of: bytes) { key.isValidSignature(signature, for: $0, padding: .insecurePKCS1v1_5) }
    }

    // MARK: Private operations of the other schemes

    static func sign(pss bytes: [UInt8], key: [UInt8], hash: HashName, saltLength: Int) throws -> [UInt8] {
        let key = try PrivateKey(unsafeDERRepresentation: key)
        return try apply(
            key, RSAPadding.pss(bytes, hash: hash, saltLength: saltLength, bits: key.keySizeInBits))
    }

    static func decrypt(oaep bytes: [UInt8], key: [UInt8], hash: HashName, label: [UInt8]) throws -> [UInt8] {
        try RSAPadding.openOAEP(apply(PrivateKey(unsafeDERRepresentation: key), bytes), label: label, hash: hash)
    }

    private typealias PrivateKey = _RSA.BlindSigning.PrivateKey<SHA384>

    /// What a key makes of a number as long as its modulus. Signing blindly is that very operation, with a check of what comes
    /// out (RFC 9474 §4.3); the hash has no part in it.
    private static func apply(_ key: PrivateKey, _ bytes: [UInt8]) throws -> [UInt8] {
        Array(try key.blindSignature(for: bytes).rawRepresentation)
    }
}
