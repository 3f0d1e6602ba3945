/// An error with a number, one sentence that says what, where and what to do, and the error behind it.
public struct MeridianError: Error, Sendable, CustomStringConvertible {
    public var code: ErrorCode
    public var message: String
    /// The HTTP status that stands for this error when it answers a request.
    public var status: Int
    /// Seconds after which another try makes sense; becomes the Retry-After field of an answer.
    public var retryAfter: Int?
    public var cause: (any Error)?

    /// - Parameters:
    ///   - code: The number under which `meridian explain` tells more.
    ///   - message: What happened, where, and what to do, in one sentence.
    ///   - status: The HTTP status (400–599) for an answer to a request; 500 unless told otherwise.
    ///   - retryAfter: Seconds after which another try makes sense.
    ///   - cause: The error that led to this one.
    public init(
        _ code: ErrorCode, _ message: String, status: Int = 500, retryAfter: Int? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.retryAfter = retryAfter
        self.cause = cause
    }

    public var description: String {
        guard let cause else { return "\(code): \(message)" }
        return "\(code): \(message) (caused by: \(cause))"
    }
}
