public import MeridianCore
import Synchronization

/// Finds out who sends a request, by the bearer token it carries (RFC 6750).
public final class Authenticator: Sendable {
    private let owner: TokenDigest
    let tokens: TokenStore
    let accessKeys: AccessKeySealer?
    private let identity: IdentityProvider?
    private let limits: Mutex<SignInLimits>
    private let instant: @Sendable () -> ContinuousClock.Instant
    private let time: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - owner: The owner's token.
    ///   - accessKeys: Opens the access keys of tokens; without it none is taken.
    ///   - identity: Where people may have tokens from as well.
    ///   - instant: What limits are measured by.
    ///   - time: What expiry is measured by.
    public init(
        owner: String, tokens: TokenStore, accessKeys: AccessKeySealer? = nil, identity: IdentityProvider? = nil,
        instant: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        time: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.owner = TokenDigest(of: owner)
        self.tokens = tokens
        self.accessKeys = accessKeys
        self.identity = identity
        self.instant = instant
        self.time = time
        self.limits = Mutex(SignInLimits(at: instant()))
    }

    /// - Parameters:
    ///   - authorization: The field of the request.
    ///   - client: The address that the connection comes from.
    /// - Throws: ``ErrorCode/unauthorized`` and ``ErrorCode/tokenExpired`` with status 401,
    ///   ``ErrorCode/tooManySignIns`` with 429.
    public func authenticate(authorization: String?, client: String?) throws(MeridianError) -> Principal {
        guard let token = Self.bearer(authorization) else { throw Self.unauthorized("a token is missing") }
        let digest = TokenDigest(of: token)
        let record = tokens.record(of: digest)
        let isOwner = digest == owner
        try count(digest, client, isRight: isOwner || record != nil)
        if isOwner { return .owner }
        guard let record else { throw Self.unauthorized("the token is not one of this platform") }
        return try use(record)
    }

    /// - Throws: ``ErrorCode/tokenExpired`` with status 401.
    func use(_ record: TokenRecord) throws(MeridianError) -> Principal {
        if record.isExpired(at: time()) {
            throw MeridianError(
                .tokenExpired,
                "the token '\(record.name)' has expired\(record.expiresAt.map { " on \($0)" } ?? ""); "
                    + "have a new one made", status: 401)
        }
        if let digest = TokenDigest(hex: record.digest) { tokens.noteUse(of: digest, at: time()) }
        return record.principal
    }

    /// The token of an `Authorization` field when it is for the identity provider to look at, which takes a while: a JSON
    /// Web Token, that is.
    public func identityToken(authorization: String?) -> String? {
        guard identity != nil, let token = Self.bearer(authorization), token.hasPrefix("eyJ"),
            token.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 2
        else { return nil }
        return String(token)
    }

    /// - Parameter token: What ``identityToken(authorization:)`` found.
    /// - Throws: ``ErrorCode/unauthorized`` and ``ErrorCode/tokenExpired`` with status 401,
    ///   ``ErrorCode/tooManySignIns`` with 429.
    public func authenticate(identityToken token: String, client: String?) async throws(MeridianError) -> Principal {
        guard let identity else { throw Self.unauthorized("tokens of an identity provider are not taken here") }
        let digest = TokenDigest(of: token)
        let now = instant()
        // Signatures cost more to look at than they cost to send.
        try refuse(after: limits.withLock { $0.wait(from: ClientNetwork(client), with: digest, at: now) })
        do {
            let principal = try await identity.principal(of: token, at: time())
            try count(digest, client, isRight: true)
            return principal
        } catch {
            if error.code == .unauthorized { try count(digest, client, isRight: false) }
            throw error
        }
    }

    func count(_ digest: TokenDigest, _ client: String?, isRight: Bool) throws(MeridianError) {
        let now = instant()
        let wait = limits.withLock {
            $0.attempt(from: ClientNetwork(client), with: digest, isRight: isRight, at: now)
        }
        try refuse(after: wait)
    }

    private func refuse(after wait: Duration?) throws(MeridianError) {
        guard let wait else { return }
        let (whole, rest) = wait.components
        let seconds = Int(whole) + (rest > 0 ? 1 : 0)
        throw MeridianError(
            .tooManySignIns, "too many wrong tokens came from here; try again in \(seconds) s", status: 429,
            retryAfter: seconds)
    }

    /// The token of an `Authorization` field; `nil` when there is none.
    static func bearer(_ authorization: String?) -> Substring? {
        guard let authorization, let space = authorization.firstIndex(of: " "),
            authorization[..<space].lowercased() == "bearer"
        else { return nil }
        return authorization[authorization.index(after: space)...]
    }

    private static func unauthorized(_ reason: String) -> MeridianError {
        MeridianError(
            .unauthorized,
            "\(reason); send 'Authorization: Bearer TOKEN' with a token that `meridian token create` made, or the "
                + "owner's, which 'owner.token' in the data directory holds", status: 401)
    }
}
