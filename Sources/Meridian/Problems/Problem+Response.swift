import JSONCodec
import MeridianCore
import NIOCore

extension Problem {
    /// The answer.
    func response(requestID: String) -> Response {
        let status = (400...599).contains(self.status) ? self.status : 500
        var fields = fields
        fields.set("content-type", "application/problem+json")
        fields.set(RequestID.fieldName, requestID)
        return Response(status: status, fields: fields, body: .bytes(document(status, requestID)))
    }

    private static let members: Set = ["type", "title", "status", "detail", "code", "requestId"]

    /// The members of RFC 9457 §3.1, `code` and `requestId`, in the order in which the platform has them too; then the
    /// further ones by their names.
    private func document(_ status: Int, _ requestID: String) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.write("type", type)
        writer.write("title", title ?? StatusName.of(status))
        writer.key("status")
        writer.write(status)
        if let detail { writer.write("detail", detail) }
        if let code { writer.write("code", code.description) }
        writer.write("requestId", requestID)
        for (name, value) in extensions.sorted(by: { $0.key < $1.key }) where !Self.members.contains(name) {
            // The document goes without a number that is no JSON number.
            guard let value = try? JSON.encodeSorted(value) else { continue }
            writer.key(name)
            value.withUnsafeReadableBytes { writer.write(json: $0) }
        }
        writer.endObject()
        return writer.finish()
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ name: String, _ text: String) {
        key(name)
        write(text)
    }
}

/// The names of the statuses that problems have, by RFC 9110 §15.
enum StatusName {
    static func of(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 423: "Locked"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: status < 500 ? "Client Error" : "Server Error"
        }
    }

    /// The name of any status, for platforms that ask for one.
    static func ofAny(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case ..<300: "Success"
        case ..<400: "Redirection"
        default: of(status)
        }
    }
}
