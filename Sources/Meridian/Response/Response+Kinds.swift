import JSONCodec
import MeridianCore
import NIOCore

extension Response {
    // Built once; answers share their storage.
    private static let textFields: HTTPFields = ["content-type": "text/plain; charset=utf-8"]
    private static let htmlFields: HTTPFields = ["content-type": "text/html; charset=utf-8"]
    private static let jsonFields: HTTPFields = ["content-type": "application/json"]

    /// 204 without a body.
    public static let noContent = Response(status: 204)

    public static func text(_ text: String, status: Int = 200) -> Response {
        Response(status: status, fields: textFields, body: .string(text))
    }

    public static func html(_ html: String, status: Int = 200) -> Response {
        Response(status: status, fields: htmlFields, body: .string(html))
    }

    /// - Throws: ``ErrorCode/resultNotEncodable`` when the value can't be written as JSON.
    public static func json(_ value: some Encodable, status: Int = 200) throws(MeridianError) -> Response {
        do {
            return Response(status: status, fields: jsonFields, body: .bytes(try JSON.encode(value)))
        } catch {
            throw MeridianError(
                .resultNotEncodable, "the result of type \(type(of: value)) can't be written as JSON: \(error)",
                cause: error)
        }
    }

    /// Sends the caller elsewhere.
    /// - Parameters:
    ///   - location: A URI reference. What is not allowed in one is percent-encoded.
    ///   - status: 302 unless told otherwise; 303 after a POST, 301 or 308 for good.
    public static func redirect(to location: String, status: Int = 302) -> Response {
        Response(status: status, fields: ["location": URIText.escape(location)])
    }

    /// What a handler's plain value becomes.
    init<Value: Encodable>(result value: Value, _ context: Context) throws {
        if let absent = value as? any AbsenceCheckable, absent.isAbsent { throw Problem.nothingFound() }
        guard let encoder = context.execution.function.resultEncoder else {
            self = try .json(value)
            return
        }
        self = try encoder.response(for: value, context)
    }
}

/// Tells an optional that is `nil` from other values.
private protocol AbsenceCheckable {
    var isAbsent: Bool { get }
}

extension Optional: AbsenceCheckable {
    var isAbsent: Bool { self == nil }
}
