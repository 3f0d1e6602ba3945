import FoundationEssentials
public import Meridian
import MeridianCore

/// Asks for a signed token in `authorization: Bearer …` (RFC 6750): without a good one the answer is 401 (`MER-1532`), and
/// 403 (`MER-1533`) when it lacks a scope.
///
/// ```swift
/// Group("/orders") { OrderFunctions() }
///     .middleware(JWTAuthentication(realm: "shop", issuer: "https://id.example.com", scopes: ["orders:write"]))
/// ```
/// What the token says is in the context: `context[JWTClaimsKey.self]`.
public struct JWTAuthentication: Interceptor {
    @Inject var keys: JWTKeys
    private let realm: String
    private let requirements: JWTRequirements
    private let scopes: [String]

    /// - Parameters:
    ///   - realm: What the token is for.
    ///   - requirements: What it must say.
    ///   - scopes: All of which it must have.
    public init(realm: String, _ requirements: JWTRequirements, scopes: [String] = []) {
        self.realm = realm
        self.requirements = requirements
        self.scopes = scopes
    }

    /// - Parameters:
    ///   - realm: What the token is for.
    ///   - issuer: Who must have issued it; anybody with a key when `nil`.
    ///   - audience: Whom it must be meant for; anybody when `nil`.
    ///   - leeway: How far clocks may differ.
    ///   - scopes: All of which it must have.
    public init(
        realm: String, issuer: String? = nil, audience: String? = nil, leeway: Duration = .seconds(30),
        scopes: [String] = []
    ) {
        self.init(realm: realm, JWTRequirements(issuer: issuer, audience: audience, leeway: leeway), scopes: scopes)
    }

    public func before(_ request: inout Request, _ context: Context) throws -> Response? {
        let claims: JWTClaims
        // A layer further out may have verified the token; what this one requires is checked all the same.
        guard let token = request.bearerToken else { throw problem(.unauthenticated, "a token is needed", nil) }
        do throws(JWTRefusal) {
            claims = try keys.verified(token, requirements, now: Date().timeIntervalSince1970)
        } catch {
            throw problem(.jwtRefused, error.reason, "error=\"invalid_token\", error_description=\"\(error.reason)\"")
        }
        let held = claims.scopes
        let missing = scopes.filter { !held.contains($0) }
        guard missing.isEmpty else {
            throw problem(
                .jwtInsufficientScope, "the token lacks the scope \(missing.joined(separator: ", "))",
                "error=\"insufficient_scope\", scope=\"\(scopes.map(quotable).joined(separator: " "))\"", status: 403)
        }
        context[JWTClaimsKey.self] = claims
        return nil
    }

    private func problem(_ code: ErrorCode, _ detail: String, _ parameters: String?, status: Int = 401) -> Problem {
        var problem = Problem(code, detail, status: status)
        problem.fields.append(
            "www-authenticate", "Bearer realm=\"\(quotable(realm))\"" + (parameters.map { ", " + $0 } ?? ""))
        return problem
    }

    /// As the content of a quoted string (RFC 9110 §5.6.4).
    private func quotable(_ text: String) -> String {
        text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
            .map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    }
}

/// What a verified token says, handed on to what ``JWTAuthentication`` surrounds.
public enum JWTClaimsKey: ContextKey {
    public typealias Value = JWTClaims
}
