public import MeridianCore
public import NIOCore

/// What a function is asked.
public struct Request: Sendable {
    private let execution: Execution
    /// The head that replaces what came.
    private var ownHead: RequestHead?
    /// The whole body; empty for a function that reads it as a stream.
    public var body: ByteBuffer
    let stream: BodyStream?

    init(execution: Execution, body: ByteBuffer, stream: BodyStream?) {
        self.execution = execution
        self.body = body
        self.stream = stream
    }

    /// Method, target and fields as they came.
    public var head: RequestHead {
        get { ownHead ?? execution.head }
        _modify {
            var head = ownHead.take() ?? execution.head
            defer { ownHead = head }
            yield &head
        }
    }

    /// Looks at the head without a copy of it.
    func withHead<Value>(_ body: (borrowing RequestHead) -> Value) -> Value {
        guard let ownHead else { return body(execution.head) }
        return body(ownHead)
    }

    /// The path the function is bound to, by which parameters are found; `nil` when HTTP did not call it.
    var pattern: PathPattern? { execution.trigger.pattern }

    public var method: HTTPMethod { withHead { $0.method } }

    /// The path as it came, not percent-decoded.
    public var path: String { withHead { $0.path } }

    /// Every item of the query, percent-decoded.
    public var query: QueryItems { QueryItems(withHead { $0.query }) }

    /// The header fields, names in lower case.
    public var fields: HTTPFields { withHead { $0.fields } }

    /// The body as it comes in, with back-pressure: the caller may send more once a part has been taken.
    /// It can be read once. For a function that reads whole bodies it has one part at most.
    public var bodyStream: BodyStream {
        stream ?? BodyStream(whole: body)
    }
}
