public import MeridianCore
public import NIOCore

/// What a function is asked.
public struct Request: Sendable {
    /// Method, target and fields as they came.
    public var head: RequestHead
    /// The whole body; empty for a function that reads it as a stream.
    public var body: ByteBuffer
    /// The path the function is bound to, by which parameters are found; `nil` when HTTP did not call it.
    let pattern: PathPattern?
    let stream: BodyStream?

    init(head: RequestHead, body: ByteBuffer, pattern: PathPattern?, stream: BodyStream?) {
        self.head = head
        self.body = body
        self.pattern = pattern
        self.stream = stream
    }

    public var method: HTTPMethod { head.method }

    /// The path as it came, not percent-decoded.
    public var path: String { head.path }

    /// Every item of the query, percent-decoded.
    public var query: QueryItems { QueryItems(head.query) }

    /// The header fields, names in lower case.
    public var fields: HTTPFields { head.fields }

    /// The body as it comes in, with back-pressure: the caller may send more once a part has been taken.
    /// It can be read once. For a function that reads whole bodies it has one part at most.
    public var bodyStream: BodyStream {
        stream ?? BodyStream(whole: body)
    }
}
