import HTTPTransport
import MeridianCore
import NIOCore
import Wire

/// One invocation on the wire, from the worker's side. Lives on the worker's event loop.
final class WorkerExchange: ExchangeResponder, @unchecked Sendable {
    private let id: StreamID
    private let handler: WorkerHandler
    private var receiver: (any ExchangeReceiver)?

    /// What the credit did not allow yet.
    private var unsent = ByteBuffer()
    private var hasBegun = false
    private var hasEnded = false
    private var isOver = false

    init(_ id: StreamID, handler: WorkerHandler) {
        self.id = id
        self.handler = handler
    }

    var eventLoop: any EventLoop { handler.eventLoop }

    /// Who takes the body. It may have answered already; then there is nothing to hold on to.
    func isReceived(by receiver: (any ExchangeReceiver)?) {
        if !isOver { self.receiver = receiver }
    }

    // MARK: Answering

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        guard !isOver, !hasBegun else { return }
        hasBegun = true
        hasEnded = true
        var head = head
        if head.allowsBody && !head.fields.contains("content-length") {
            head.fields.append("content-length", String(body.readableBytes))
        }
        let isWhole = body.readableBytes == 0 || !head.allowsBody
        guard handler.respond(id, head, isEnd: isWhole) else { return giveUp("its response head is too large") }
        if isWhole { return over() }
        unsent = body
        sendRest()
    }

    func start(_ head: ResponseHead) {
        guard !isOver, !hasBegun else { return }
        hasBegun = true
        if !handler.respond(id, head, isEnd: false) { giveUp("its response head is too large") }
    }

    func write(_ body: ByteBuffer) -> Bool {
        guard !isOver, hasBegun, !hasEnded else { return true }
        if unsent.readableBytes == 0 { unsent = body } else { unsent.writeImmutableBuffer(body) }
        sendRest()
        return unsent.readableBytes == 0
    }

    func end() {
        guard !isOver, hasBegun, !hasEnded else { return }
        hasEnded = true
        sendRest()
    }

    func fail(_ error: MeridianError) {
        guard !isOver, !hasEnded else { return }
        if hasBegun { return giveUp(error.description) }
        let (head, body) = ProblemDetails.render(error, requestID: nil)
        respond(head, body: body)
    }

    func consumed(_ bytes: Int) {
        if !isOver { handler.consumed(id, bytes) }
    }

    private func sendRest() {
        handler.send(id, &unsent, isEnd: hasEnded)
        if unsent.readableBytes == 0 {
            unsent = ByteBuffer()
            if hasEnded { over() }
        }
    }

    private func giveUp(_ reason: String) {
        handler.fail(id, reason)
        over()
    }

    private func over() {
        isOver = true
        receiver = nil
    }

    // MARK: What the platform says

    func received(_ bytes: ByteBuffer, isLast: Bool) {
        receiver?.exchangeReceived(bytes, isLast: isLast)
    }

    func becameWritable() {
        guard !isOver, unsent.readableBytes > 0 else { return }
        sendRest()
        if unsent.readableBytes == 0 { receiver?.exchangeBecameWritable() }
    }

    /// The place on the wire is given back at once, whatever the handler still does.
    func cancelled(_ error: MeridianError) {
        guard !isOver else { return }
        let receiver = self.receiver
        giveUp(error.message)
        receiver?.exchangeCancelled(error)
    }
}
