import Crypto
public import MeridianCore

/// The private half of a key pair that signs packages: Ed25519 (RFC 8032).
public struct SigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// A new one from the system's generator.
    public static func make() -> SigningKey { SigningKey(key: Curve25519.Signing.PrivateKey()) }

    private init(key: Curve25519.Signing.PrivateKey) {
        self.key = key
    }

    /// Reads what ``text`` wrote.
    /// - Throws: ``ErrorCode/badSigningKey`` with status 400.
    public init(text: String) throws(MeridianError) {
        let line = text.trimmingPrefix { $0.isWhitespace }.prefix { !$0.isWhitespace }
        guard line.hasPrefix(Self.mark), let bytes = Hex.decode(line.dropFirst(Self.mark.count)),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        else {
            throw MeridianError(.badSigningKey, "it is no private key of `meridian key create`", status: 400)
        }
        self.key = key
    }

    private static let mark = "ed25519-private:"

    /// What its file holds. It is to be read by nobody else.
    public var text: String { Self.mark + Hex.encode(key.rawRepresentation) }

    public var publicKey: VerifyingKey { VerifyingKey(key: key.publicKey) }

    /// Signs a package for a service, and for no other.
    /// - Parameter digest: The SHA-256 of the package, in hexadecimal.
    public func sign(_ digest: String, for service: ServiceName) throws -> PackageSignature {
        PackageSignature(bytes: Array(try key.signature(for: PackageSignature.message(digest, service))))
    }
}

/// The public half: it tells whether a signature was made with the private one.
public struct VerifyingKey: Sendable, Equatable {
    private let bytes: [UInt8]

    init(key: Curve25519.Signing.PublicKey) {
        bytes = Array(key.rawRepresentation)
    }

    /// Reads what ``text`` wrote.
    /// - Throws: ``ErrorCode/badSigningKey`` with status 400.
    public init(text: String) throws(MeridianError) {
        guard text.hasPrefix(Self.mark), let bytes = Hex.decode(text.dropFirst(Self.mark.count)), bytes.count == 32
        else {
            throw MeridianError(
                .badSigningKey, "'\(text)' is no public key: \(Self.mark) and 64 hexadecimal digits", status: 400)
        }
        self.bytes = bytes
    }

    private static let mark = "ed25519:"

    public var text: String { Self.mark + Hex.encode(bytes) }

    public func holds(_ signature: PackageSignature, of digest: String, for service: ServiceName) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
        return key.isValidSignature(signature.bytes, for: PackageSignature.message(digest, service))
    }
}

/// What says that the holder of a key stands for a package.
public struct PackageSignature: Sendable, Equatable {
    /// The field of a request with a package.
    public static let fieldName = "x-meridian-signature"

    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads what ``text`` wrote.
    /// - Throws: ``ErrorCode/packageSignatureWrong`` with status 400.
    public init(text: String) throws(MeridianError) {
        let digits = text.filter { !$0.isWhitespace }
        guard let bytes = Hex.decode(digits), bytes.count == 64 else {
            throw MeridianError(.packageSignatureWrong, "a signature is 128 hexadecimal digits", status: 400)
        }
        self.bytes = bytes
    }

    public var text: String { Hex.encode(bytes) }

    /// What is signed: a line that no other use of a key begins with, the service and the package.
    static func message(_ digest: String, _ service: ServiceName) -> [UInt8] {
        Array("meridian package 1\n\(service)\n\(digest)\n".utf8)
    }
}
