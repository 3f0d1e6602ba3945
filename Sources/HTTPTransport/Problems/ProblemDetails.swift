public import MeridianCore
public import NIOCore

/// An error as an `application/problem+json` answer (RFC 9457).
public enum ProblemDetails {
    /// Renders an error.
    ///
    /// The document has `type` (a URN with the error's number), `title`, `status`, `detail`, `code`, and `requestId`
    /// when there is one. `detail` is the error's message, which is written for callers; its cause is not shown.
    /// - Parameters:
    ///   - error: What to answer with; a status outside 400–599 becomes 500.
    ///   - requestID: The name of the request, also sent as the field `x-request-id`.
    ///   - members: Further members of the document, by names that need no escaping.
    ///   - showsCause: Adds `cause`, the error behind this one. For development only.
    public static func render(
        _ error: MeridianError, requestID: String? = nil, members: [(name: StaticString, value: String)] = [],
        showsCause: Bool = false
    ) -> (head: ResponseHead, body: ByteBuffer) {
        let status = (400...599).contains(error.status) ? error.status : 500
        let title = ErrorCatalog.explanation(of: error.code)?.title ?? "Error"
        var body = ByteBufferAllocator().buffer(capacity: 256 + error.message.utf8.count)
        body.writeStaticString("{\"type\":\"urn:meridian:error:")
        body.writeString(error.code.description)
        body.writeStaticString("\",\"title\":")
        JSONText.write(title, into: &body)
        body.writeStaticString(",\"status\":")
        body.writeString(String(status))
        body.writeStaticString(",\"detail\":")
        JSONText.write(error.message, into: &body)
        body.writeStaticString(",\"code\":\"")
        body.writeString(error.code.description)
        body.writeStaticString("\"")
        if let requestID {
            body.writeStaticString(",\"requestId\":")
            JSONText.write(requestID, into: &body)
        }
        for member in members {
            body.writeStaticString(",\"")
            body.writeStaticString(member.name)
            body.writeStaticString("\":")
            JSONText.write(member.value, into: &body)
        }
        if showsCause, let cause = error.cause {
            body.writeStaticString(",\"cause\":")
            JSONText.write(String(describing: cause), into: &body)
        }
        body.writeStaticString("}")

        var fields: HTTPFields = ["content-type": "application/problem+json"]
        if let requestID { fields.append(RequestID.fieldName, requestID) }
        if let seconds = error.retryAfter { fields.append("retry-after", String(seconds)) }
        return (ResponseHead(status: status, fields: fields), body)
    }
}
