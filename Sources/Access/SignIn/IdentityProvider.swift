import JWTKit
public import MeridianCore

/// Signs people in by tokens of an OpenID Connect provider (ID tokens of OpenID Connect Core 1.0 §2, and access tokens
/// that are JSON Web Tokens).
///
/// The provider's keys are in a file, which is read again when it has changed, at most once a minute.
public actor IdentityProvider {
    /// How far the provider's clock may be from ours, in seconds.
    private static let leeway = 60.0
    /// How often the file of keys is looked at, in milliseconds.
    private static let readingInterval: Int64 = 60_000

    private let configuration: IdentityConfiguration
    private let path: String
    private var keys: JWTKeyCollection?
    private var content: [UInt8] = []
    private var readAt: Timestamp?

    /// - Parameter directory: What the path of the keys is relative to.
    public init(_ configuration: IdentityConfiguration, directory: String) {
        self.configuration = configuration
        path = configuration.keySet.hasPrefix("/") ? configuration.keySet : "\(directory)/\(configuration.keySet)"
    }

    /// Reads the keys.
    /// - Throws: ``ErrorCode/dataDirectoryUnusable`` when they can't be read; nobody can sign in by them then.
    public func load(at time: Timestamp = .now) async throws(MeridianError) {
        readAt = time
        guard let content = SmallFiles.bytes(of: path) else {
            throw MeridianError(
                .dataDirectoryUnusable,
                "the keys of '\(configuration.issuer)' can't be read at '\(path)'; put the "
                    + "provider's JSON Web Key Set there")
        }
        guard content != self.content else { return }
        do {
            keys = try await JWTKeyCollection().add(jwksJSON: String(decoding: content, as: UTF8.self))
            self.content = content
        } catch {
            throw MeridianError(
                .dataDirectoryUnusable, "'\(path)' is no JSON Web Key Set: \(error)", cause: error)
        }
    }

    /// Who a token is of.
    /// - Throws: ``ErrorCode/unauthorized`` or ``ErrorCode/tokenExpired`` with status 401.
    public func principal(of token: String, at time: Timestamp) async throws(MeridianError) -> Principal {
        let last = readAt ?? Timestamp(milliseconds: .min / 2)
        // Without a file that can be read, the keys that were are still the provider's.
        if time.milliseconds - last.milliseconds >= Self.readingInterval { try? await load(at: time) }
        guard let keys else { throw refusal("its keys can't be read here") }
        let claims: IdentityClaims
        do {
            claims = try await keys.verify(token, as: IdentityClaims.self)
        } catch {
            throw refusal("its signature is not one by the provider's keys")
        }
        try check(claims, now: Double(time.milliseconds) / 1_000)
        let claim = configuration.nameClaim ?? "email"
        guard let name = claims.text(claim), (1...256).contains(name.utf8.count),
            name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { throw refusal("its claim '\(claim)' names nobody") }
        return Principal(
            name: "identity:\(name)",
            grants: configuration.grants(of: claims.texts(configuration.groupsClaim ?? "groups")))
    }

    private func check(_ claims: IdentityClaims, now: Double) throws(MeridianError) {
        guard claims.text("iss") == configuration.issuer else {
            throw refusal("it is of another issuer than '\(configuration.issuer)'")
        }
        guard claims.texts("aud").contains(configuration.audience) else {
            throw refusal("it is for another audience than '\(configuration.audience)'")
        }
        guard let expiry = claims.number("exp") else { throw refusal("it does not say when it expires") }
        guard now < expiry + Self.leeway else {
            throw MeridianError(
                .tokenExpired, "the token of the identity provider has expired; sign in anew", status: 401)
        }
        if let beginning = claims.number("nbf"), now < beginning - Self.leeway {
            throw refusal("it is not good yet")
        }
    }

    private func refusal(_ reason: String) -> MeridianError {
        MeridianError(
            .unauthorized, "the token of the identity provider is not accepted: \(reason)", status: 401)
    }
}
