/// Adds fields that tell browsers to be careful, errors included. What a function has set itself stays.
public struct SecurityHeaders: Interceptor {
    private let fields: [(name: String, value: String)]

    /// - Parameters:
    ///   - frameOptions: Whether pages may be shown in frames.
    ///   - referrerPolicy: What links tell about the page they are on.
    ///   - contentSecurityPolicy: Where pages may load from, such as `default-src 'self'`.
    ///   - permissionsPolicy: Which features pages may use, such as `camera=()`.
    ///   - openerPolicy: Whether pages that open this one may reach into it.
    ///   - strictTransportSecurity: Seconds for which a browser uses HTTPS only. Set it where everything is served over
    ///     HTTPS: it can't be taken back at once.
    public init(
        frameOptions: String? = "DENY", referrerPolicy: String? = "strict-origin-when-cross-origin",
        contentSecurityPolicy: String? = nil, permissionsPolicy: String? = nil, openerPolicy: String? = "same-origin",
        strictTransportSecurity: Int? = nil
    ) {
        let all: [(String, String?)] = [
            ("x-content-type-options", "nosniff"), ("x-frame-options", frameOptions),
            ("referrer-policy", referrerPolicy), ("content-security-policy", contentSecurityPolicy),
            ("permissions-policy", permissionsPolicy), ("cross-origin-opener-policy", openerPolicy),
            ("strict-transport-security", strictTransportSecurity.map { "max-age=\($0); includeSubDomains" }),
        ]
        fields = all.compactMap { name, value in value.map { (name, $0) } }
    }

    public func after(_ response: inout Response, _ request: Request, _ context: Context) {
        for (name, value) in fields where !response.fields.contains(name) { response.fields.append(name, value) }
    }

    public func failed(_ error: any Error, _ request: Request, _ context: Context) -> Response {
        var response = context.response(for: error)
        after(&response, request, context)
        return response
    }
}
