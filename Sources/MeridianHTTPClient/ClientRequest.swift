import JSONCodec
public import Meridian
public import NIOCore

/// What a client sends.
public struct ClientRequest: Sendable {
    public var method: HTTPMethod
    /// A path with its query behind the client's base URL, or a whole address for a client without one.
    public var address: String
    public var fields: HTTPFields
    public var body: Body
    /// The time for the whole call, when it is to be shorter than that of the client.
    public var timeout: Duration?

    /// - Parameters:
    ///   - method: The method.
    ///   - address: A path behind the client's base URL, or a whole address; percent-encoded. See ``escape(_:)``.
    ///   - query: Put behind the address, percent-encoded here.
    ///   - fields: Win over the client's own.
    ///   - body: The body.
    public init(
        _ method: HTTPMethod, _ address: String, query: KeyValuePairs<String, String> = [:],
        fields: HTTPFields = HTTPFields(), body: Body = .empty
    ) {
        self.method = method
        self.address = address
        self.fields = fields
        self.body = body
        for (name, value) in query {
            self.address += self.address.contains("?") ? "&" : "?"
            self.address += ClientAddress.escape(name) + "=" + ClientAddress.escape(value)
        }
    }

    /// A request with a value as its JSON body.
    /// - Throws: ``ErrorCode/resultNotEncodable``.
    public init(
        _ method: HTTPMethod, _ address: String, query: KeyValuePairs<String, String> = [:],
        fields: HTTPFields = HTTPFields(), json value: some Encodable
    ) throws(MeridianError) {
        let bytes: ByteBuffer
        do { bytes = try JSON.encode(value) } catch {
            throw MeridianError(
                .resultNotEncodable, "a value of type \(type(of: value)) can't be written as JSON: \(error)",
                cause: error)
        }
        self.init(method, address, query: query, fields: fields, body: .bytes(bytes))
        if !self.fields.contains("content-type") { self.fields.append("content-type", "application/json") }
    }

    /// Text as a segment of a path: `"/items/\(ClientRequest.escape(id))"`. A segment of dots alone, which would lead
    /// elsewhere, is refused when the request is sent.
    public static func escape(_ segment: String) -> String { ClientAddress.escape(segment) }

    /// The body of a request.
    public struct Body: Sendable {
        enum Content: Sendable {
            case empty
            case bytes(ByteBuffer)
            case stream(any AsyncSequence<ByteBuffer, any Error> & Sendable, length: Int?)
        }

        let content: Content

        public static let empty = Body(content: .empty)

        public static func bytes(_ bytes: ByteBuffer) -> Body { Body(content: .bytes(bytes)) }

        public static func string(_ text: String) -> Body { .bytes(ByteBuffer(string: text)) }

        /// Sent as it comes, as fast as the other side takes it. Such a request is not retried.
        /// - Parameters:
        ///   - parts: Read once.
        ///   - length: The bytes in all, when they are known.
        public static func stream(
            _ parts: any AsyncSequence<ByteBuffer, any Error> & Sendable, length: Int? = nil
        ) -> Body {
            Body(content: .stream(parts, length: length))
        }

        /// The whole body; `nil` for a stream.
        public var bytes: ByteBuffer? {
            switch content {
            case .empty: ByteBuffer()
            case .bytes(let bytes): bytes
            case .stream: nil
            }
        }

        var isStream: Bool { bytes == nil }
    }
}
