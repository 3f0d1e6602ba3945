import HTTPTransport
import JSONCodec
import MeridianCore
import NIOCore

/// What the Runtime API answers beside invocations.
enum RuntimeAPIAnswer {
    static func accept(_ responder: any ExchangeResponder) {
        responder.respond(
            ResponseHead(status: 202, fields: ["content-type": "application/json"]),
            body: ByteBuffer(string: #"{"status":"OK"}"#))
    }

    static func refuse(_ responder: any ExchangeResponder, _ status: Int, _ type: String, _ message: String) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("errorMessage")
        writer.write(message)
        writer.key("errorType")
        writer.write(type)
        writer.endObject()
        responder.respond(
            ResponseHead(status: status, fields: ["content-type": "application/json"]), body: writer.finish())
    }

    static func refuseSize(_ responder: any ExchangeResponder, _ limit: Int) {
        refuse(
            responder, 413, "RequestEntityTooLarge", "Exceeded maximum allowed payload size (\(limit) bytes).")
    }
}

/// A request for the next invocation, which is answered when there is one.
final class RuntimeAPIPoll: ExchangeReceiver {
    private let responder: any ExchangeResponder
    private let adapter: RuntimeAPIAdapter

    init(_ responder: any ExchangeResponder, adapter: RuntimeAPIAdapter) {
        self.responder = responder
        self.adapter = adapter
    }

    func answer(_ answer: (head: ResponseHead, body: ByteBuffer)) {
        responder.respond(answer.head, body: answer.body)
    }

    func exchangeReceived(_ body: ByteBuffer, isLast: Bool) {
        responder.consumed(body.readableBytes)
    }

    func exchangeBecameWritable() {}

    func exchangeCancelled(_ error: MeridianError) {
        adapter.pollEnded(self)
    }
}

/// A body that is gathered up to a limit.
final class RuntimeAPIUpload: ExchangeReceiver {
    private let responder: any ExchangeResponder
    private let limit: Int
    private let complete: (ByteBuffer) -> Void
    private let tooLarge: (Int) -> Void
    private var body = ByteBuffer()
    private var isOver = false

    init(
        _ responder: any ExchangeResponder, limit: Int, complete: @escaping (ByteBuffer) -> Void,
        tooLarge: @escaping (Int) -> Void = { _ in }
    ) {
        self.responder = responder
        self.limit = limit
        self.complete = complete
        self.tooLarge = tooLarge
    }

    func exchangeReceived(_ part: ByteBuffer, isLast: Bool) {
        responder.consumed(part.readableBytes)
        guard !isOver else { return }
        body.writeImmutableBuffer(part)
        if body.readableBytes > limit {
            isOver = true
            tooLarge(body.readableBytes)
            RuntimeAPIAnswer.refuseSize(responder, limit)
        } else if isLast {
            isOver = true
            complete(body)
        }
    }

    func exchangeBecameWritable() {}

    func exchangeCancelled(_ error: MeridianError) {
        isOver = true
    }
}
