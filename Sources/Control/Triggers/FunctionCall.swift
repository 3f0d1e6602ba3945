import Engine
import MeridianCore
import NIOCore
import Packaging

/// One call of a function through one of its triggers, ready to be made.
struct FunctionCall: Sendable {
    var function: Int
    var trigger: Int
    var request: RequestHead
    var body: ByteBuffer

    var requestID: String { request.fields[RequestID.fieldName] ?? "" }

    /// - Parameter fields: Joined by the request id and the length of the body.
    init(
        function: Int, trigger: Int, method: HTTPMethod = .post, target: String, fields: HTTPFields,
        requestID: String = RequestID.make(), body: ByteBuffer
    ) {
        var fields = fields
        fields.set(RequestID.fieldName, requestID)
        fields.remove("content-length")
        if body.readableBytes > 0 || method != .get { fields.append("content-length", String(body.readableBytes)) }
        self.function = function
        self.trigger = trigger
        self.request = RequestHead(method: method, target: target, fields: fields)
        self.body = body
    }

    var invocation: Invocation { Invocation(function: function, trigger: trigger, request: request, body: body) }

    struct Answer: Sendable {
        var head: ResponseHead
        var body: ByteBuffer
        var milliseconds: Double
    }

    /// - Throws: ``MeridianError`` when the platform could not get an answer.
    func make(to release: ActiveRelease) async throws -> Answer {
        let began = ContinuousClock.now
        let (head, answer) = try await release.invoke(
            function: function, trigger: trigger, request: request, body: body)
        return Answer(
            head: head, body: answer, milliseconds: began.duration(to: .now).milliseconds)
    }
}
