public import MeridianCore

/// An error that is meant for the caller: thrown by a handler, it becomes an `application/problem+json` answer
/// (RFC 9457).
///
/// ```swift
/// throw Problem(status: 409, title: "Sold out", detail: "the item \(id) has no stock left", extensions: ["stock": 0])
/// ```
public struct Problem: Error, Sendable, Equatable {
    /// A URI reference that names the kind of problem; `about:blank` when the status says all.
    public var type: String
    /// A few words that are the same for every problem of the kind; the status's name when `nil`.
    public var title: String?
    /// 400–599.
    public var status: Int
    /// What went wrong this time, for the caller.
    public var detail: String?
    /// The number of an error of Meridian's own.
    public var code: ErrorCode?
    /// Further members of the document. Those the document has anyway can't be replaced.
    public var extensions: [String: JSONValue]
    /// Header fields of the answer, such as `retry-after`.
    public var fields: HTTPFields

    public init(
        status: Int, title: String? = nil, detail: String? = nil, type: String = "about:blank",
        extensions: [String: JSONValue] = [:], fields: HTTPFields = HTTPFields()
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.code = nil
        self.extensions = extensions
        self.fields = fields
    }

    /// A problem with a number of Meridian's catalog, titled as `meridian explain` titles it.
    public init(
        _ code: ErrorCode, _ detail: String, status: Int, extensions: [String: JSONValue] = [:]
    ) {
        self.init(
            status: status, title: ErrorCatalog.explanation(of: code)?.title, detail: detail,
            type: "urn:meridian:error:\(code)", extensions: extensions)
        self.code = code
    }

    init(_ error: MeridianError) {
        self.init(error.code, error.message, status: error.status)
        if let retryAfter = error.retryAfter { fields.append("retry-after", String(retryAfter)) }
    }
}

extension Problem {
    static func nothingFound() -> Problem {
        Problem(.nothingFound, "nothing was found under this address", status: 404)
    }

    static func missing(_ name: String, _ place: ParameterPlace) -> Problem {
        Problem(
            .badParameter, "the \(place.noun) '\(name)' is missing", status: 400,
            extensions: ["field": .string(name), "in": .string(place.rawValue)])
    }

    static func malformed(_ name: String, _ place: ParameterPlace, _ text: String, _ type: Any.Type) -> Problem {
        let shown = text.count > 80 ? text.prefix(80) + "…" : text[...]
        return Problem(
            .badParameter, "the \(place.noun) '\(name)' is '\(shown)', which is no \(TypeName.plain(type))",
            status: 400,
            extensions: ["field": .string(name), "in": .string(place.rawValue)])
    }
}
