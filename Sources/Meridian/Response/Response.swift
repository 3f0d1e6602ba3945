public import MeridianCore
public import NIOCore

/// What a function answers.
public struct Response: Sendable {
    var head: ResponseHead
    public var body: Body

    public init(status: Int = 200, fields: HTTPFields = HTTPFields(), body: Body = .empty) {
        head = ResponseHead(status: status, fields: fields)
        self.body = body
    }

    /// 200–599.
    public var status: Int {
        get { head.status }
        set { head.status = newValue }
    }

    /// The header fields; several under one name, such as `set-cookie`, stay apart.
    public var fields: HTTPFields {
        get { head.fields }
        _modify { yield &head.fields }
    }

    /// A response whose body is written bit by bit.
    ///
    /// ```swift
    /// Response(fields: ["content-type": "text/csv"]) { writer in
    ///     for try await row in rows { try await writer.write(row.csv) }
    /// }
    /// ```
    /// - Parameter writer: Runs in a task once the head has been sent. When it throws, the connection is cut, so that
    ///   the caller can't take a part for the whole.
    public init(
        status: Int = 200, fields: HTTPFields = HTTPFields(),
        writer: @escaping @Sendable (ResponseWriter) async throws -> Void
    ) {
        self.init(status: status, fields: fields, body: .stream(writer))
    }
}

extension Response {
    /// The body of a response.
    public struct Body: Sendable {
        package enum Content {
            case empty
            case bytes(ByteBuffer)
            /// Becomes bytes where it is sent.
            case text(String)
            case stream(@Sendable (ResponseWriter) async throws -> Void)
            case upgrade(Upgrade)
        }

        package let content: Content

        /// The whole body; `nil` for one that is written bit by bit or goes on with another protocol.
        package var whole: ByteBuffer? {
            switch content {
            case .empty: ByteBuffer()
            case .bytes(let bytes): bytes
            case .text(let text): ByteBuffer(string: text)
            case .stream, .upgrade: nil
            }
        }

        public static let empty = Body(content: .empty)

        public static func bytes(_ bytes: ByteBuffer) -> Body { Body(content: .bytes(bytes)) }

        public static func bytes(_ bytes: some Sequence<UInt8>) -> Body { .bytes(ByteBuffer(bytes: bytes)) }

        public static func string(_ text: String) -> Body { Body(content: .text(text)) }

        public static func stream(_ writer: @escaping @Sendable (ResponseWriter) async throws -> Void) -> Body {
            Body(content: .stream(writer))
        }
    }
}
