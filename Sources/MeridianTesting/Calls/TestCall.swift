import JSONCodec
public import Meridian
public import NIOCore
public import SampleEvents

/// What one function is called with, whatever its triggers are.
public struct TestCall: Sendable {
    enum Kind: Sendable { case http, timer, event, queue, any }

    let kind: Kind
    let head: RequestHead
    let body: ByteBuffer

    private init(_ kind: Kind, _ request: (head: RequestHead, body: ByteBuffer)) {
        self.kind = kind
        self.head = request.head
        self.body = request.body
    }

    /// A request.
    /// - Parameters:
    ///   - target: Path and query, percent-encoded; the path must be one the function is bound to.
    public static func http(
        _ method: HTTPMethod, _ target: String, headers: HTTPFields = HTTPFields(), body: ByteBuffer = ByteBuffer()
    ) -> TestCall {
        TestCall(.http, (RequestHead(method: method, target: target, fields: headers), body))
    }

    /// A request with a value as its JSON body.
    /// - Throws: What encoding throws.
    public static func http(
        _ method: HTTPMethod, _ target: String, headers: HTTPFields = HTTPFields(), json: some Encodable
    ) throws -> TestCall {
        var headers = headers
        if !headers.contains("content-type") { headers.append("content-type", "application/json") }
        return .http(method, target, headers: headers, body: try JSON.encode(json))
    }

    /// A run of a timer.
    public static func timer(_ event: TimerEvent = TimerEvent()) -> TestCall { TestCall(.timer, event.request()) }

    /// An event.
    /// - Throws: What encoding throws.
    public static func event(_ event: CloudEvent<some Encodable>) throws -> TestCall {
        TestCall(.event, EventEnvelope(event.with(data: try JSON.encode(event.data))).request())
    }

    /// A batch of messages.
    /// - Throws: What encoding throws.
    public static func queue(_ messages: [QueueMessage<some Encodable>]) throws -> TestCall {
        TestCall(.queue, try QueueMessage.request(messages))
    }

    /// Any document as a JSON body, for the function's first trigger: what a host without a trigger of its own would
    /// hand over.
    public static func sample(_ event: SampleEvent) -> TestCall {
        let head = RequestHead(method: .post, target: "/", fields: ["content-type": "application/json"])
        return TestCall(.any, (head, event.body))
    }

    /// The position of the trigger that takes this call.
    func trigger(of function: FunctionManifest) -> Int? {
        function.triggers.firstIndex { trigger in
            switch (kind, trigger) {
            case (.http, .http(let http)): takes(http)
            case (.timer, .timer), (.event, .event), (.queue, .queue), (.any, _): true
            default: false
            }
        }
    }

    private func takes(_ trigger: HTTPTrigger) -> Bool {
        guard trigger.methods.isEmpty || trigger.methods.contains(head.method) else { return false }
        return (try? PathPattern(trigger.path))?.parameters(of: head.path) != nil
    }
}
