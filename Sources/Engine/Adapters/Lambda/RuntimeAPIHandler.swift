import HTTPTransport
import MeridianCore
import NIOCore

/// Takes the requests that a program makes to the Runtime API.
final class RuntimeAPIHandler: ExchangeHandler {
    private static let root = "/2018-06-01/runtime"

    private let adapter: RuntimeAPIAdapter

    init(_ adapter: RuntimeAPIAdapter) {
        self.adapter = adapter
    }

    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        let head = head
        let path = head.path
        guard path.hasPrefix(Self.root) else { return refuse(responder, 404, "UnknownPath", "there is no \(path)") }
        let parts = path.dropFirst(Self.root.count).split(separator: "/").map(String.init)
        switch (head.method, parts.count) {
        case (.get, 2) where parts == ["invocation", "next"]:
            let poll = RuntimeAPIPoll(responder, adapter: adapter)
            adapter.poll(poll)
            return poll
        case (.post, 2) where parts == ["init", "error"]:
            return RuntimeAPIUpload(responder, limit: LambdaCall.payloadLimit) { [adapter] body in
                RuntimeAPIAnswer.accept(responder)
                adapter.failedToStart(LambdaErrorReport(fields: head.fields, body: body))
            }
        case (.post, 3) where parts[0] == "invocation" && parts[2] == "response":
            guard let call = adapter.call(parts[1]) else { return refuseID(responder, parts[1]) }
            let mode = head.fields["lambda-runtime-function-response-mode"]
            if mode?.lowercased() == "streaming" {
                return LambdaStream(call, fields: head.fields, responder: responder)
            }
            return RuntimeAPIUpload(responder, limit: LambdaCall.payloadLimit) { body in
                call.answer(body)
                RuntimeAPIAnswer.accept(responder)
            } tooLarge: { _ in
                call.fail(
                    MeridianError(
                        .payloadTooLarge,
                        "the answer has more than \(LambdaCall.payloadLimit) bytes; stream it or send less",
                        status: 502))
            }
        case (.post, 3) where parts[0] == "invocation" && parts[2] == "error":
            guard let call = adapter.call(parts[1]) else { return refuseID(responder, parts[1]) }
            return RuntimeAPIUpload(responder, limit: LambdaCall.payloadLimit) { body in
                call.fail(LambdaErrorReport(fields: head.fields, body: body))
                RuntimeAPIAnswer.accept(responder)
            }
        default:
            return refuse(responder, 404, "UnknownPath", "there is no \(head.method) \(path)")
        }
    }

    private func refuseID(_ responder: any ExchangeResponder, _ id: String) -> (any ExchangeReceiver)? {
        refuse(responder, 400, "InvalidRequestID", "no invocation '\(id)' waits for an answer")
    }

    private func refuse(
        _ responder: any ExchangeResponder, _ status: Int, _ type: String, _ message: String
    ) -> (any ExchangeReceiver)? {
        RuntimeAPIAnswer.refuse(responder, status, type, message)
        return nil
    }
}
