/// What the last event of a streamed answer says.
public struct InvokeComplete: Sendable, Hashable, Encodable {
    /// The type of the failure; `nil` when the function succeeded.
    public var errorCode: String?
    public var errorDetails: String?
    /// The end of the log in Base64, when it was asked for.
    public var logResult: String?

    private enum CodingKeys: String, CodingKey {
        case errorCode = "ErrorCode"
        case errorDetails = "ErrorDetails"
        case logResult = "LogResult"
    }

    public init(errorCode: String? = nil, errorDetails: String? = nil, logResult: String? = nil) {
        self.errorCode = errorCode
        self.errorDetails = errorDetails
        self.logResult = logResult
    }
}
