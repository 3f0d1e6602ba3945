import FoundationEssentials
import JSONCodec
public import Meridian
public import MeridianCore
import NIOCore

/// The keys by which tokens are signed and verified: what functions ask for.
///
/// ```swift
/// @Inject var keys: JWTKeys
///
/// let token = try keys.sign(JWTClaims(subject: "anna", expires: .seconds(3600)))
/// let claims = try keys.verify(token, JWTRequirements(issuer: "https://id.example.com")).claims
/// ```
public struct JWTKeys: Sendable {
    private let keys: [JWTKey]
    private let signingKey: JWTKey?

    /// - Parameters:
    ///   - keys: No two with the same id, and one without at most.
    ///   - signingKey: The id of the key that signs; the only one that can unless it is said.
    /// - Throws: ``ErrorCode/jwtBadKey`` or ``ErrorCode/jwtNoSigningKey``.
    public init(_ keys: [JWTKey], signingKey: String? = nil) throws(MeridianError) {
        var seen: Set<String?> = []
        for key in keys where !seen.insert(key.id).inserted {
            throw MeridianError(
                .jwtBadKey, "two keys " + (key.id.map { "have the id '\($0)'" } ?? "have no id") + "; give each its own"
            )
        }
        self.keys = keys
        if let signingKey {
            guard let key = keys.first(where: { $0.id == signingKey }), key.canSign else {
                throw MeridianError(
                    .jwtNoSigningKey, "'jwt.signingKey' is '\(signingKey)', but no private key or secret has this id")
            }
            self.signingKey = key
        } else {
            let able = keys.filter(\.canSign)
            self.signingKey = able.count == 1 ? able[0] : nil
        }
    }

    /// Reads the settings below `jwt`.
    /// - Throws: ``ErrorCode/jwtBadKey``, ``ErrorCode/jwtNoSigningKey`` or ``ErrorCode/unreadableSetting``.
    public init(_ configuration: Configuration) async throws {
        var keys: [JWTKey] = []
        for entry in try configuration.value("jwt.keys", as: [Entry].self) ?? [] { keys.append(try await entry.key()) }
        var text: String? = try configuration.value("jwt.keySet")
        if let path: String = try configuration.value("jwt.keySetFile") {
            text = try Self.file(path, "jwt.keySetFile")
        } else if text == nil, let members = configuration["jwt.keySet"] {
            text = String(buffer: try JSON.encode(members))
        }
        if let text { keys += try await Self.keySet(text) }
        guard !keys.isEmpty else {
            throw MeridianError(
                .jwtBadKey, "there is no key for tokens; set 'jwt.keys', 'jwt.keySet' or 'jwt.keySetFile'")
        }
        try self.init(keys, signingKey: try configuration.value("jwt.signingKey"))
    }

    /// The keys of a JSON Web Key Set; those that are not for signatures are left out.
    /// - Throws: ``ErrorCode/jwtBadKey``.
    public static func keySet(_ text: String) async throws(MeridianError) -> [JWTKey] {
        struct KeySet: Decodable { var keys: [WebKey] }
        let set: KeySet
        do { set = try JSON.decode(KeySet.self, from: ByteBuffer(string: text)) } catch {
            throw MeridianError(.jwtBadKey, "'jwt.keySet' is no JSON Web Key Set (RFC 7517); it must have 'keys'")
        }
        var keys: [JWTKey] = []
        for key in set.keys where key.use == nil || key.use == "sig" { keys.append(try await .webKey(key)) }
        return keys
    }

    /// The key that verifies a token; `nil` when there is none.
    func key(_ id: String?, _ algorithm: String) -> JWTKey? {
        // A token that names no key may be signed by the only one.
        let key = id == nil && keys.count == 1 ? keys[0] : keys.first { $0.id == id }
        guard let key, key.algorithm.description == algorithm else { return nil }
        return key
    }

    func signer() throws(MeridianError) -> JWTKey {
        guard let signingKey else {
            throw MeridianError(
                .jwtNoSigningKey, "no key signs: there is no private one, or several; name one in 'jwt.signingKey'")
        }
        return signingKey
    }

    private static func file(_ path: String, _ setting: String) throws(MeridianError) -> String {
        guard let data = try? Data(contentsOf: URL(filePath: path)), let text = String(data: data, encoding: .utf8)
        else {
            throw MeridianError(.jwtBadKey, "'\(setting)': the file \(path) can't be read as text")
        }
        return text
    }

    /// One of `jwt.keys`.
    private struct Entry: Decodable {
        var id: String?
        var algorithm: String
        var secret: String?
        var pem: String?
        var file: String?

        func key() async throws(MeridianError) -> JWTKey {
            guard let name = JWTAlgorithmName(named: algorithm) else {
                throw MeridianError(
                    .jwtBadKey,
                    "'jwt.keys' has the algorithm '\(algorithm)'; there are "
                        + JWTAlgorithmName.all.map(\.description).joined(separator: ", "))
            }
            let given = [secret, pem, file].compactMap(\.self)
            guard given.count == 1 else {
                throw MeridianError(
                    .jwtBadKey, "a key of 'jwt.keys' has one of secret, pem and file, not \(given.count)")
            }
            let text = if let file { try JWTKeys.file(file, "jwt.keys") } else { given[0] }
            guard name == .hs256 else { return try await .pem(text, name, id: id) }
            guard pem == nil else { throw MeridianError(.jwtBadKey, "HS256 has no PEM; give the secret or its file") }
            let secret = file == nil ? text[...] : text.drop { $0.isNewline }
            return try await .secret(Array(secret.trimmingTrailingNewlines.utf8), id: id)
        }
    }
}

extension Substring {
    fileprivate var trimmingTrailingNewlines: Substring {
        var text = self
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
