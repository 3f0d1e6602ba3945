import MeridianCore

/// Refuses requests that a page of another site has a browser send with the user's cookies, with 403 (`MER-1402`).
///
/// It goes by what browsers say themselves and needs no tokens: `sec-fetch-site` or, from older ones, `origin` compared
/// with `host`. GET, HEAD and OPTIONS pass, and so must not change anything; requests without both fields pass too,
/// since no browser has sent them.
public struct CrossSiteProtection: Interceptor {
    private let trustedOrigins: Set<String>

    /// - Parameter trustedOrigins: Other origins whose pages may send requests, such as `https://admin.example.com`.
    public init(trustedOrigins: String...) {
        self.trustedOrigins = Set(trustedOrigins)
    }

    public func before(_ request: inout Request, _ context: Context) throws -> Response? {
        guard ![.get, .head, .options].contains(request.method) else { return nil }
        let origin = request.fields["origin"]
        if let origin, trustedOrigins.contains(origin) { return nil }
        let isFromElsewhere =
            if let site = request.fields["sec-fetch-site"] {
                site != "same-origin" && site != "none"
            } else if let origin {
                Self.host(of: origin) != request.fields["host"]?.lowercased()
            } else {
                false
            }
        guard isFromElsewhere else { return nil }
        throw Problem(
            .crossSiteRequest, "the request comes from a page of another site (\(origin ?? "unknown origin"))",
            status: 403)
    }

    /// `shop.example.com:8080` of `https://shop.example.com:8080`; `nil` for the origin `null`.
    private static func host(of origin: String) -> String? {
        // `firstRange(of:)` would bring the regular expressions into every function.
        guard let colon = origin.firstIndex(of: ":"), origin[colon...].hasPrefix("://") else { return nil }
        return origin[colon...].dropFirst(3).lowercased()
    }
}
