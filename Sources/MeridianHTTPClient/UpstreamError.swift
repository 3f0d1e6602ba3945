import JSONCodec
public import Meridian

/// A called service answered with an error. A function that lets it pass answers 502 (`MER-1564`).
///
/// ```swift
/// do {
///     return try await stock.get("/items/7")
/// } catch let error as UpstreamError where error.status == 404 {
///     return nil
/// }
/// ```
public struct UpstreamError: ProblemConvertible, CustomStringConvertible {
    /// The client that called.
    public let client: String
    public let status: Int
    public let fields: HTTPFields
    /// What the service sent, up to the client's `maxResponseSize`.
    public let body: ByteBuffer
    /// What the service sent as `application/problem+json` (RFC 9457).
    public let problem: Problem?

    init(_ answer: ClientAnswer) {
        client = answer.client
        status = answer.status
        fields = answer.fields
        body = answer.body
        problem = Problem(answer)
    }

    public var code: ErrorCode { .upstreamFailed }

    public var description: String {
        let detail = problem.flatMap { $0.detail ?? $0.title }.map { ": \($0)" } ?? ""
        return "\(code): the service '\(client)' answered \(status)\(detail)"
    }

    /// What a caller is told: no more of the other side than its status.
    public func asProblem() -> Problem {
        Problem(code, "the service '\(client)' answered \(status)", status: 502)
    }
}

extension Problem {
    /// Reads `application/problem+json`; `nil` for another type, or a body that is no JSON object.
    init?(_ answer: ClientAnswer) {
        guard let type = answer.fields["content-type"]?.lowercased(),
            type.prefix(while: { $0 != ";" && $0 != " " }) == "application/problem+json",
            var members = try? JSON.decode([String: JSONValue].self, from: answer.body)
        else { return nil }
        func take(_ name: String) -> String? {
            guard case .string(let text) = members.removeValue(forKey: name) else { return nil }
            return text
        }
        members["status"] = nil
        let (kind, title, detail) = (take("type"), take("title"), take("detail"))
        self.init(
            status: answer.status, title: title, detail: detail, type: kind ?? "about:blank", extensions: members,
            fields: answer.fields)
        if case .string(let number) = members["code"] { code = ErrorCode(number) }
    }
}
