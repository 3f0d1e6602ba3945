import HTTPTransport
import Isolates
import MeridianCore
import NIOCore

/// One invocation of a function in an isolate.
final class IsolateExchange: ExchangeReceiver {
    let id: Int
    /// Whether bytes may follow the head.
    let mayHaveBody: Bool
    private let owner: FunctionIsolate
    private let responder: any ExchangeResponder
    private var hasBegun = false
    private(set) var isOver = false

    init(_ id: Int, _ request: RequestHead, of owner: FunctionIsolate, responder: any ExchangeResponder) {
        self.id = id
        self.owner = owner
        self.responder = responder
        mayHaveBody =
            request.fields.has("transfer-encoding") || request.fields.has("content-length")
            || (request.method != .get && request.method != .head)
    }

    // MARK: Answering

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        guard !isOver, !hasBegun else { return }
        over()
        responder.respond(head, body: body)
    }

    func start(_ head: ResponseHead) {
        guard !isOver, !hasBegun else { return }
        hasBegun = true
        responder.start(head)
    }

    func write(_ body: ByteBuffer) -> Bool {
        isOver ? true : responder.write(body)
    }

    func end() {
        guard !isOver else { return }
        over()
        responder.end()
    }

    func failed(_ error: MeridianError) {
        guard !isOver else { return }
        over()
        guard !hasBegun else { return responder.fail(error) }
        let (head, body) = ProblemDetails.render(
            error, requestID: owner.origin(of: id).requestID, showsCause: owner.service?.exposesErrors == true)
        responder.respond(head, body: body)
    }

    func consumed(_ bytes: Int) {
        responder.consumed(bytes)
    }

    private func over() {
        isOver = true
        owner.forget(id)
    }

    // MARK: What the caller does

    func exchangeReceived(_ body: ByteBuffer, isLast: Bool) {
        guard mayHaveBody, !owner.isSpent else { return }
        let isolate = owner.isolate
        isolate.callHook("bodyPart", isolate.value(id), isolate.makeBuffer(body), isolate.value(isLast))
        owner.checkLimit()
    }

    func exchangeBecameWritable() {
        guard !isOver, !owner.isSpent else { return }
        owner.isolate.callHook("writable", owner.isolate.value(id))
        owner.checkLimit()
    }

    func exchangeCancelled(_ error: MeridianError) {
        guard !isOver else { return }
        over()
        guard !owner.isSpent else { return }
        owner.isolate.callHook("cancelled", owner.isolate.value(id), owner.isolate.value(error.message))
        owner.checkLimit()
    }
}
