import MeridianCore

/// Asks for a token (RFC 6750); without a right one the answer is 401 (`MER-1401`).
///
/// ```swift
/// BearerAuthentication(realm: "api") { token, context in
///     guard let user = users.holder(of: token) else { return false }
///     context[UserKey.self] = user
///     return true
/// }
/// ```
/// A check that has to wait is a ``Middleware`` that reads ``Request/bearerToken``.
public struct BearerAuthentication: Interceptor {
    private let realm: String
    private let accepts: @Sendable (String, Context) throws -> Bool

    /// - Parameters:
    ///   - realm: What the token is for.
    ///   - accepts: Whether the token is right; must not block. It may hand on who it is by the context.
    public init(realm: String, accepts: @escaping @Sendable (_ token: String, Context) throws -> Bool) {
        self.realm = realm
        self.accepts = accepts
    }

    /// - Parameters:
    ///   - realm: What the token is for.
    ///   - tokens: Those that are right, compared in constant time.
    public init(realm: String, tokens: [String]) {
        self.init(realm: realm) { given, _ in
            tokens.reduce(false) { found, token in
                let isEqual = ConstantTime.isEqual(given, token)
                return found || isEqual
            }
        }
    }

    public func before(_ request: inout Request, _ context: Context) throws -> Response? {
        let challenge = "Bearer realm=\"\(realm.quotedText)\""
        guard let token = request.bearerToken else { throw Problem(challenge: challenge, "a token is needed") }
        guard try accepts(token, context) else {
            throw Problem(challenge: challenge + ", error=\"invalid_token\"", "the token is not accepted")
        }
        return nil
    }
}

extension Request {
    /// The token of an `authorization: Bearer …` field; `nil` without one.
    public var bearerToken: String? {
        guard let token = credentials(of: "bearer"), !token.isEmpty, !token.contains(" ") else { return nil }
        return token
    }
}
