import MeridianCore

/// A cookie to be kept by the caller (RFC 6265 §4.1).
public struct SetCookie: Sendable, Hashable {
    /// What the browser sends along with requests that begin at other sites.
    public struct SameSite: Sendable, Hashable {
        let text: String

        public static let strict = SameSite(text: "Strict")
        public static let lax = SameSite(text: "Lax")
        /// Needs `isSecure`.
        public static let none = SameSite(text: "None")
    }

    public var name: String
    public var value: String
    public var path: String?
    public var domain: String?
    /// Seconds until the cookie is forgotten; 0 forgets it at once, `nil` at the end of the browser's session.
    public var maxAge: Int?
    public var isSecure: Bool
    /// Keeps the cookie from scripts of the page.
    public var isHTTPOnly: Bool
    public var sameSite: SameSite?

    /// - Parameters:
    ///   - name: A token (RFC 9110 §5.6.2).
    ///   - value: Characters that a cookie can't hold (spaces, quotes, commas, semicolons, backslashes, anything
    ///     beyond ASCII) are percent-encoded.
    ///   - maxAge: In seconds.
    public init(
        _ name: String, _ value: String, path: String? = "/", domain: String? = nil, maxAge: Int? = nil,
        isSecure: Bool = true, isHTTPOnly: Bool = true, sameSite: SameSite? = .lax
    ) {
        self.name = name
        self.value = value
        self.path = path
        self.domain = domain
        self.maxAge = maxAge
        self.isSecure = isSecure
        self.isHTTPOnly = isHTTPOnly
        self.sameSite = sameSite
    }

    /// The value of the `set-cookie` field.
    public var fieldValue: String {
        var text = SetCookie.token(name) + "=" + SetCookie.escape(value)
        if let path { text += "; Path=" + SetCookie.attribute(path) }
        if let domain { text += "; Domain=" + SetCookie.attribute(domain) }
        if let maxAge { text += "; Max-Age=\(maxAge)" }
        if isSecure { text += "; Secure" }
        if isHTTPOnly { text += "; HttpOnly" }
        if let sameSite { text += "; SameSite=" + sameSite.text }
        return text
    }

    private static func token(_ name: String) -> String {
        String(decoding: name.utf8.map { HTTPSyntax.isToken($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }

    // A semicolon or control character would begin another attribute.
    private static func attribute(_ text: String) -> String {
        String(decoding: text.utf8.filter { $0 >= 0x20 && $0 != UInt8(ascii: ";") && $0 < 0x7F }, as: UTF8.self)
    }

    private static func escape(_ value: String) -> String {
        var result = ""
        for byte in value.utf8 {
            switch byte {
            case 0x21, 0x23...0x24, 0x26...0x2B, 0x2D...0x3A, 0x3C...0x5B, 0x5D...0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += hex.count == 1 ? "%0" + hex : "%" + hex
            }
        }
        return result
    }
}

extension Response {
    /// Adds a `set-cookie` field; earlier ones stay.
    public mutating func setCookie(_ cookie: SetCookie) {
        fields.append("set-cookie", cookie.fieldValue)
    }

    /// This response with a cookie added.
    public func settingCookie(_ cookie: SetCookie) -> Response {
        var response = self
        response.setCookie(cookie)
        return response
    }
}
