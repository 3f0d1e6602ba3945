public import Meridian

/// An error with a number of the company's own.
public struct AcmeError: Error {
    public var code: Int
    public var message: String

    public init(_ code: Int, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// Answers errors as `{"code": 4711, "message": "…", "trace": "…"}`.
public struct AcmeErrors: Interceptor {
    private struct Answer: Encodable {
        var code: Int
        var message: String
        var trace: String
    }

    public init() {}

    public func failed(_ error: any Error, _ request: Request, _ context: Context) throws -> Response {
        if let error = error as? AcmeError {
            return try .json(
                Answer(code: error.code, message: error.message, trace: context.requestID), status: 422)
        }
        // Everything else has the status and the text that Meridian gives it, and is logged as usual.
        let usual = context.response(for: error)
        let title = (error as? Problem)?.detail ?? "the request could not be served"
        return try .json(Answer(code: usual.status, message: title, trace: context.requestID), status: usual.status)
    }
}
