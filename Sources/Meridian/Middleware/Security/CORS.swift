import MeridianCore

/// Lets pages of other origins call functions (Fetch standard, §3.2).
///
/// It answers the request by which a browser asks for permission, on every path of the functions it surrounds, and tells
/// the browser about the answers that follow, errors included. Put it outside of what authenticates: a browser asks
/// without credentials.
public struct CORS: Interceptor {
    /// Whose pages may call.
    public struct Origins: Sendable {
        let allows: @Sendable (String) -> Bool
        /// Whether the answer is the same for all.
        let isAny: Bool

        public static let any = Origins(allows: { _ in true }, isAny: true)

        /// - Parameter origins: Such as `https://shop.example.com`, without a slash at the end.
        public static func only(_ origins: String...) -> Origins {
            let origins = Set(origins)
            return Origins(allows: { origins.contains($0) }, isAny: false)
        }

        public static func matching(_ allows: @escaping @Sendable (String) -> Bool) -> Origins {
            Origins(allows: allows, isAny: false)
        }
    }

    private let origins: Origins
    private let methods: String
    private let headers: String?
    private let exposedHeaders: String
    private let allowsCredentials: Bool
    private let maxAge: Int?

    /// - Parameters:
    ///   - origins: Whose pages may call.
    ///   - methods: What they may ask for.
    ///   - headers: The fields they may send beside the simple ones; any when `nil`.
    ///   - exposedHeaders: The fields of an answer they may read beside the simple ones.
    ///   - allowsCredentials: Whether their requests carry cookies.
    ///   - maxAge: Seconds for which a browser remembers the permission.
    public init(
        origins: Origins = .any, methods: [HTTPMethod] = [.get, .head, .post, .put, .patch, .delete],
        headers: [String]? = nil, exposedHeaders: [String] = [], allowsCredentials: Bool = false, maxAge: Int? = 600
    ) {
        self.origins = origins
        self.methods = methods.listed
        self.headers = headers?.joined(separator: ", ")
        self.exposedHeaders = exposedHeaders.joined(separator: ", ")
        self.allowsCredentials = allowsCredentials
        self.maxAge = maxAge
    }

    public func prepare(_ function: inout Function) {
        function.offer(.options)
    }

    public func before(_ request: inout Request, _ context: Context) -> Response? {
        guard request.method == .options, request.fields.contains("origin"),
            request.fields.contains("access-control-request-method")
        else { return nil }
        var response = Response(status: 204)
        guard allow(&response, request) else { return response }
        response.fields.set("access-control-allow-methods", methods)
        if let headers = headers ?? request.fields["access-control-request-headers"] {
            response.fields.set("access-control-allow-headers", headers)
        }
        if headers == nil { Vary.add("access-control-request-headers", to: &response.fields) }
        if let maxAge { response.fields.set("access-control-max-age", "\(maxAge)") }
        return response
    }

    public func after(_ response: inout Response, _ request: Request, _ context: Context) {
        guard allow(&response, request), !exposedHeaders.isEmpty else { return }
        response.fields.set("access-control-expose-headers", exposedHeaders)
    }

    public func failed(_ error: any Error, _ request: Request, _ context: Context) -> Response {
        var response = context.response(for: error)
        after(&response, request, context)
        return response
    }

    private func allow(_ response: inout Response, _ request: Request) -> Bool {
        let isSameForAll = origins.isAny && !allowsCredentials
        // Also where no origin is named, so that no cache gives one caller what was meant for another.
        if !isSameForAll { Vary.add("origin", to: &response.fields) }
        guard let origin = request.fields["origin"], origins.allows(origin) else { return false }
        response.fields.set("access-control-allow-origin", isSameForAll ? "*" : origin)
        if allowsCredentials { response.fields.set("access-control-allow-credentials", "true") }
        return true
    }
}
