import JSONCodec
import MeridianCore

/// Asks for a name and a password (RFC 7617); without the right ones the answer is 401 (`MER-1401`). To be used over
/// HTTPS only.
public struct BasicAuthentication: Interceptor {
    private let realm: String
    private let accepts: @Sendable (BasicCredentials, Context) throws -> Bool

    /// - Parameters:
    ///   - realm: What the browser tells the user it is for.
    ///   - accepts: Whether the credentials are right; must not block. It may hand on who it is by the context.
    public init(
        realm: String, accepts: @escaping @Sendable (BasicCredentials, Context) throws -> Bool
    ) {
        self.realm = realm
        self.accepts = accepts
    }

    /// - Parameters:
    ///   - realm: What the browser tells the user it is for.
    ///   - user: The only name.
    ///   - password: Its password, compared in constant time.
    public init(realm: String, user: String, password: String) {
        self.init(realm: realm) { credentials, _ in
            let (sameUser, samePassword) = (
                ConstantTime.isEqual(credentials.user, user), ConstantTime.isEqual(credentials.password, password)
            )
            return sameUser && samePassword
        }
    }

    public func before(_ request: inout Request, _ context: Context) throws -> Response? {
        if let credentials = request.basicCredentials, try accepts(credentials, context) { return nil }
        throw Problem(
            challenge: "Basic realm=\"\(realm.quotedText)\", charset=\"UTF-8\"",
            request.fields.contains("authorization")
                ? "the name or the password is wrong" : "a name and a password are needed")
    }
}

/// What an `authorization: Basic …` field holds.
public struct BasicCredentials: Sendable, Hashable {
    public var user: String
    public var password: String
}

extension Request {
    /// The credentials of an `authorization: Basic …` field; `nil` without a well-formed one.
    public var basicCredentials: BasicCredentials? {
        guard let encoded = credentials(of: "basic"), let bytes = Base64.standard.decode(encoded),
            let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":")
        else { return nil }
        return BasicCredentials(user: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
    }

    /// What follows the name of a scheme, in any case, in the field `authorization`.
    func credentials(of scheme: String) -> String? {
        guard let value = fields["authorization"], let space = value.firstIndex(of: " "),
            value[..<space].lowercased() == scheme
        else { return nil }
        return String(value[space...].drop { $0 == " " })
    }
}

extension Problem {
    init(challenge: String, _ detail: String) {
        self.init(.unauthenticated, detail, status: 401)
        fields.append("www-authenticate", challenge)
    }
}

extension String {
    /// As the content of a quoted string (RFC 9110 §5.6.4).
    var quotedText: String {
        filter { $0 != "\r" && $0 != "\n" && $0 != "\r\n" }
            .map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    }
}
