import JSONCodec
public import MeridianCore
public import NIOCore

/// An error as clients of Lambda know it: a type, a status and a message.
public struct LambdaFault: Error, Sendable, Hashable {
    /// The name under which a client catches it, which the field `x-amzn-ErrorType` carries.
    public var type: String
    public var status: Int
    public var message: String
    public var retryAfter: Int?
    /// Why a function was called too often, where that is known.
    public var reason: String?

    public init(_ type: String, status: Int, message: String, retryAfter: Int? = nil, reason: String? = nil) {
        self.type = type
        self.status = status
        self.message = message
        self.retryAfter = retryAfter
        self.reason = reason
    }

    /// The type that a numbered error has for clients of Lambda. The number stays in the message.
    public init(_ error: MeridianError) {
        let (type, status) = Self.kind(of: error)
        self.init(
            type, status: status, message: "\(error.code): \(error.message)", retryAfter: error.retryAfter,
            reason: error.code == .lambdaThrottled ? "ReservedFunctionConcurrentInvocationLimitExceeded" : nil)
    }

    public var head: ResponseHead {
        var fields: HTTPFields = ["content-type": "application/json", "x-amzn-errortype": type]
        if let retryAfter { fields.append("retry-after", String(retryAfter)) }
        return ResponseHead(status: status, fields: fields)
    }

    /// Whether the member with the message is spelled with a small letter: the service's model has both.
    private var isLowercase: Bool {
        [
            "InvalidParameterValueException", "InvalidRequestContentException", "ResourceConflictException",
            "PreconditionFailedException", "RequestTooLargeException", "TooManyRequestsException",
            "ProvisionedConcurrencyConfigNotFoundException", "CodeStorageExceededException",
        ].contains(type)
    }

    public var body: ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("Type")
        writer.write(status < 500 ? "User" : "Service")
        writer.key(isLowercase ? "message" : "Message")
        writer.write(message)
        if let reason {
            writer.key("Reason")
            writer.write(reason)
        }
        writer.endObject()
        return writer.finish()
    }
}
