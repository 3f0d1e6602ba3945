import FoundationEssentials
import JSONCodec
import JWTKit
public import MeridianCore
import NIOCore

/// A key with the one algorithm it is used with: a token that names another is not verified by it.
public struct JWTKey: Sendable {
    /// By which tokens name it (`kid`).
    public let id: String?
    public let algorithm: JWTAlgorithmName
    /// Whether it can sign, and not only verify.
    public let canSign: Bool
    private let implementation: any JWTKit.JWTAlgorithm

    private init(
        _ id: String?, _ algorithm: JWTAlgorithmName, canSign: Bool, _ implementation: any JWTKit.JWTAlgorithm
    ) {
        self.id = id
        self.algorithm = algorithm
        self.canSign = canSign
        self.implementation = implementation
    }

    /// A shared secret, for HS256.
    /// - Parameters:
    ///   - secret: At least 32 bytes.
    ///   - id: By which tokens name it.
    /// - Throws: ``ErrorCode/jwtBadKey``.
    public static func secret(_ secret: [UInt8], id: String? = nil) async throws(MeridianError) -> JWTKey {
        guard secret.count >= 32 else {
            throw bad(id, "is a secret of \(secret.count) bytes; HS256 needs 32 at least")
        }
        return try await make(id, .hs256, canSign: true) { keys in
            await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        }
    }

    /// A private or public key in PEM.
    /// - Parameters:
    ///   - pem: A key of the algorithm's kind; a private one can sign.
    ///   - algorithm: RS256, ES256 or EdDSA. HS256 has no PEM.
    ///   - id: By which tokens name it.
    /// - Throws: ``ErrorCode/jwtBadKey``.
    public static func pem(
        _ pem: String, _ algorithm: JWTAlgorithmName, id: String? = nil
    ) async throws(MeridianError) -> JWTKey {
        let isPrivate = pem.contains("PRIVATE KEY-----")
        return try await make(id, algorithm, canSign: isPrivate) { keys in
            switch algorithm {
            case .rs256 where isPrivate:
                await keys.add(rsa: try Insecure.RSA.PrivateKey(pem: pem), digestAlgorithm: .sha256)
            case .rs256:
                await keys.add(rsa: try Insecure.RSA.PublicKey(pem: pem), digestAlgorithm: .sha256)
            case .es256 where isPrivate:
                await keys.add(ecdsa: try ES256PrivateKey(pem: pem))
            case .es256:
                await keys.add(ecdsa: try ES256PublicKey(pem: pem))
            case .edDSA:
                let bytes = try Ed25519PEM.key(in: pem, isPrivate: isPrivate)
                let text = Base64.url.encode(bytes)
                if isPrivate {
                    await keys.add(eddsa: try EdDSA.PrivateKey(d: text, curve: .ed25519))
                } else {
                    await keys.add(eddsa: try EdDSA.PublicKey(x: text, curve: .ed25519))
                }
            default:
                throw bad(id, "is given as PEM, which \(algorithm) has not; give a secret")
            }
        }
    }

    /// A key of a JSON Web Key Set.
    /// - Throws: ``ErrorCode/jwtBadKey``.
    static func webKey(_ key: WebKey) async throws(MeridianError) -> JWTKey {
        guard let algorithm = key.algorithm else {
            throw bad(
                key.kid,
                "is of a kind that is not supported: kty \(key.kty), crv \(key.crv ?? "none"), alg \(key.alg ?? "none")"
            )
        }
        if algorithm == .hs256 {
            guard let bytes = key.k.flatMap({ Base64.url.decode($0) }) else { throw bad(key.kid, "has no 'k'") }
            return try await secret(bytes, id: key.kid)
        }
        return try await make(key.kid, algorithm, canSign: key.d != nil) { keys in
            switch algorithm {
            case .rs256:
                guard let modulus = key.n, let exponent = key.e else { throw bad(key.kid, "has no 'n' or no 'e'") }
                if let d = key.d {
                    let rsa = try Insecure.RSA.PrivateKey(modulus: modulus, exponent: exponent, privateExponent: d)
                    await keys.add(rsa: rsa, digestAlgorithm: .sha256)
                } else {
                    let rsa = try Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent)
                    await keys.add(rsa: rsa, digestAlgorithm: .sha256)
                }
            case .es256:
                if let d = key.d {
                    await keys.add(ecdsa: try ES256PrivateKey(key: d))
                } else {
                    guard let x = key.x, let y = key.y else { throw bad(key.kid, "has no 'x' or no 'y'") }
                    await keys.add(ecdsa: try ES256PublicKey(parameters: (x, y)))
                }
            default:
                if let d = key.d {
                    await keys.add(eddsa: try EdDSA.PrivateKey(d: d, curve: .ed25519))
                } else {
                    guard let x = key.x else { throw bad(key.kid, "has no 'x'") }
                    await keys.add(eddsa: try EdDSA.PublicKey(x: x, curve: .ed25519))
                }
            }
        }
    }

    private static func make(
        _ id: String?, _ algorithm: JWTAlgorithmName, canSign: Bool,
        _ add: (JWTKeyCollection) async throws -> Void
    ) async throws(MeridianError) -> JWTKey {
        do {
            let keys = JWTKeyCollection()
            try await add(keys)
            return JWTKey(id, algorithm, canSign: canSign, try await keys.getKey(alg: algorithm.description))
        } catch let error as MeridianError {
            throw error
        } catch {
            throw bad(id, "can't be read as a key for \(algorithm)")
        }
    }

    /// Without what the key holds.
    private static func bad(_ id: String?, _ reason: String) -> MeridianError {
        MeridianError(.jwtBadKey, "the key " + (id.map { "'\($0)' " } ?? "without an id ") + reason)
    }

    func sign(_ input: [UInt8]) throws(MeridianError) -> [UInt8] {
        guard canSign else {
            throw MeridianError(
                .jwtNoSigningKey,
                "the key " + (id.map { "'\($0)' " } ?? "") + "is a public one and can't sign; configure its private key"
            )
        }
        do { return try implementation.sign(input) } catch {
            throw MeridianError(.jwtNoSigningKey, "a token could not be signed", cause: error)
        }
    }

    func verifies(_ signature: [UInt8], of input: [UInt8]) -> Bool {
        // An error means that it can't be a signature: its length is another.
        (try? implementation.verify(signature, signs: input)) ?? false
    }
}

/// A JSON Web Key (RFC 7517) as it is written.
struct WebKey: Decodable, Sendable {
    var kty: String
    var kid: String?
    var alg: String?
    var use: String?
    var crv: String?
    var k: String?
    var n: String?
    var e: String?
    var d: String?
    var x: String?
    var y: String?

    /// What it is used with; a key whose `alg` is not that of its kind is used with nothing.
    var algorithm: JWTAlgorithmName? {
        let kind: JWTAlgorithmName? =
            switch (kty, crv) {
            case ("oct", _): .hs256
            case ("RSA", _): .rs256
            case ("EC", "P-256"): .es256
            case ("OKP", "Ed25519"): .edDSA
            default: nil
            }
        return alg == nil || alg == kind?.description ? kind : nil
    }
}
