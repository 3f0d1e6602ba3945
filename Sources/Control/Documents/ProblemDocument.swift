/// An error as the control API answers it (`application/problem+json`, RFC 9457).
public struct ProblemDocument: Sendable, Codable, Equatable {
    public var title: String
    public var status: Int
    /// What went wrong, where, and what to do.
    public var detail: String
    /// The number of the error, for example `MER-7001`.
    public var code: String?
    public var requestId: String?

    public init(title: String, status: Int, detail: String, code: String? = nil, requestId: String? = nil) {
        self.title = title
        self.status = status
        self.detail = detail
        self.code = code
        self.requestId = requestId
    }
}
