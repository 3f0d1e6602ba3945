public import Meridian
import NIOCore

/// Keeps the answers to GET requests in the app's ``Cache``, for everyone who asks the same.
///
/// ```swift
/// Group("/items") { ItemFunctions() }.middleware(CachedAnswers(for: .seconds(60), varyBy: ["accept-language"]))
/// ```
/// A shared cache by RFC 9111. Two requests are the same when their target and the fields named by `varyBy` are. Not kept
/// are answers that say `no-store`, `no-cache` or `private`, set a cookie, vary by a field that is not named, or are
/// streams; those to a request with `authorization` unless they say `public` or `s-maxage`; and those without a time,
/// said by `s-maxage`, `max-age` or here. Requests with `no-cache` or `no-store` reach the function. Let it be the
/// innermost layer, so that what is kept has not been compressed or signed for one caller.
public struct CachedAnswers: Middleware {
    private static let statuses: Set<Int> = [200, 203, 301, 308, 404, 410]

    @Inject private var cache: Cache
    private let time: Duration?
    private let varyBy: [String]

    /// - Parameters:
    ///   - time: How long an answer is kept that does not say so itself; `nil` keeps only those that do.
    ///   - varyBy: Fields of the request on which the answer depends.
    public init(for time: Duration? = nil, varyBy: [String] = []) {
        self.time = time
        self.varyBy = varyBy.map { $0.lowercased() }.sorted()
    }

    public func handle(_ request: Request, _ context: Context, next: Next) async throws -> Response {
        let wish = CacheControl(request.fields)
        guard request.method == .get, !request.fields.contains("range"), !wish.has("no-store") else {
            return try await next(request, context)
        }
        let answers = cache.namespace("answers")
        let key = key(of: request)
        if !wish.has("no-cache"), wish.seconds("max-age") != 0, let bytes = try? await answers.bytes(key),
            let stored = StoredAnswer(bytes)
        {
            return Self.fresh(stored, for: request)
        }
        var response = try await next(request, context)
        for name in varyBy { Vary.add(name, to: &response.fields) }
        guard let lifetime = lifetime(of: response, to: request), let body = response.body.whole else {
            return response
        }
        let stored = StoredAnswer(ResponseHead(status: response.status, fields: response.fields), body, at: .now)
        // An answer that can't be kept is an answer all the same.
        try? await answers.set(key, bytes: stored.bytes, for: lifetime)
        return response
    }

    /// Lengths keep what a caller sends in one field from looking like another.
    private func key(of request: Request) -> String {
        var key = String(buffer: request.head.target)
        for name in varyBy {
            let value = request.fields.values(name).joined(separator: ",")
            key += "\n\(name):\(value.utf8.count):\(value)"
        }
        return key
    }

    private static func fresh(_ stored: StoredAnswer, for request: Request) -> Response {
        let response = stored.response(at: .now)
        guard let etag = response.fields["etag"], response.status == 200,
            let wanted = request.fields["if-none-match"],
            wanted == "*" || wanted.split(separator: ",").contains(where: { weak($0) == weak(etag[...]) })
        else { return response }
        return Response(status: 304, fields: response.fields)
    }

    private static func weak(_ tag: Substring) -> Substring {
        var tag = tag.drop { $0 == " " }
        while tag.last == " " { tag.removeLast() }
        return tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
    }

    /// How long an answer is kept; `nil` for not at all.
    private func lifetime(of response: Response, to request: Request) -> Duration? {
        let control = CacheControl(response.fields)
        let varied = response.fields.values("vary").flatMap { $0.split(separator: ",") }
            .map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
        guard Self.statuses.contains(response.status), !response.fields.contains("set-cookie"),
            !control.has("no-store"), !control.has("no-cache"), !control.has("private"),
            varied.allSatisfy(varyBy.contains),
            !request.fields.contains("authorization") || control.has("public") || control.has("s-maxage")
        else { return nil }
        let said = control.seconds("s-maxage") ?? control.seconds("max-age")
        guard let lifetime = said.map({ .seconds($0) }) ?? time, lifetime > .zero else { return nil }
        return lifetime
    }
}
