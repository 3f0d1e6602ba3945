public import MeridianCore
public import NIOCore

/// What a service asks of another one by a binding.
public struct ServiceCall: Sendable {
    public var method: HTTPMethod
    /// Path and query, percent-encoded.
    public var target: String
    public var fields: HTTPFields
    public var body: ByteBuffer

    public init(
        _ method: HTTPMethod = .get, _ target: String, fields: HTTPFields = HTTPFields(),
        body: ByteBuffer = ByteBuffer()
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }

    /// Whether it can be made again without harm when it is not known what became of it (RFC 9110 §9.2.2).
    var isIdempotent: Bool { method != .post && method != .patch }
}
