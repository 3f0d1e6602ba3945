import MeridianCore

/// Keeps a few values of a visitor in a signed cookie: nobody can change them, but the visitor can read them.
///
/// ```swift
/// var middleware: [any FunctionLayer] { Sessions() }   // with the setting session.secrets
///
/// context.session?["user"] = "7"
/// ```
/// The cookie is signed with HMAC-SHA256. It is sent when the values have changed, and renewed when half of its time
/// is over. What others may not see, or what does not fit into 4 KiB, belongs into a store under an id in the session.
public struct Sessions: Interceptor {
    /// The most bytes of a cookie that browsers keep (RFC 6265 §6.1).
    private static let sizeLimit = 4_096

    private let name: String
    private let maxAge: Int
    private let isSecure: Bool
    private let sameSite: SetCookie.SameSite
    private let now: @Sendable () -> Timestamp
    /// The first signs, all are accepted: a new one is put before the old ones.
    @Config<[String]> private var secrets: [String]

    /// - Parameters:
    ///   - secrets: Texts of at least 32 bytes, the first of which signs; the setting `session.secrets` when `nil`,
    ///     which must be there then.
    ///   - name: The name of the cookie.
    ///   - maxAge: Seconds without a request after which a session ends.
    ///   - isSecure: Whether browsers send the cookie over HTTPS only.
    ///   - sameSite: Whether browsers send the cookie when another site links here or calls.
    public init(
        secrets: [String]? = nil, name: String = "session", maxAge: Int = 14 * 86_400, isSecure: Bool = true,
        sameSite: SetCookie.SameSite = .lax
    ) {
        self.init(secrets: secrets, name: name, maxAge: maxAge, isSecure: isSecure, sameSite: sameSite, now: { .now })
    }

    init(
        secrets: [String]?, name: String, maxAge: Int, isSecure: Bool, sameSite: SetCookie.SameSite,
        now: @escaping @Sendable () -> Timestamp
    ) {
        _secrets = secrets.map { Config(given: $0) } ?? Config("session.secrets")
        self.name = name
        self.maxAge = maxAge
        self.isSecure = isSecure
        self.sameSite = sameSite
        self.now = now
    }

    public func before(_ request: inout Request, _ context: Context) throws -> Response? {
        let keys = try checkedSecrets()
        let seconds = now().milliseconds / 1_000
        let cookie = request.cookies[name].flatMap { SessionCookie($0, name: name, secrets: keys) }
        guard let cookie, cookie.expiry > seconds else {
            context[SessionKey.self] = Session([:])
            return nil
        }
        context[SessionKey.self] = Session(cookie.values, isAging: cookie.expiry - seconds < Int64(maxAge) / 2)
        return nil
    }

    public func after(_ response: inout Response, _ request: Request, _ context: Context) throws {
        guard let session = context.session, let values = session.valuesToSend else { return }
        guard !values.isEmpty else {
            return response.setCookie(
                SetCookie(name, "", maxAge: 0, isSecure: isSecure, sameSite: sameSite))
        }
        let cookie = SessionCookie(values: values, expiry: now().milliseconds / 1_000 + Int64(maxAge))
        let text = try cookie.text(name: name, secret: checkedSecrets()[0])
        guard name.utf8.count + text.utf8.count <= Self.sizeLimit else {
            throw MeridianError(
                .sessionTooLarge,
                "the session has \(text.utf8.count) bytes as a cookie, more than the \(Self.sizeLimit) that browsers keep"
            )
        }
        response.setCookie(SetCookie(name, text, maxAge: maxAge, isSecure: isSecure, sameSite: sameSite))
        // A shared cache must not hand one visitor's cookie to another.
        if !response.fields.contains("cache-control") { response.fields.append("cache-control", "private") }
    }

    private func checkedSecrets() throws(MeridianError) -> [String] {
        guard !secrets.isEmpty, secrets.allSatisfy({ $0.utf8.count >= 32 }) else {
            throw MeridianError(
                .unreadableSetting, "'session.secrets' must be one or more texts of at least 32 bytes each")
        }
        return secrets
    }
}

enum SessionKey: ContextKey { typealias Value = Session }
