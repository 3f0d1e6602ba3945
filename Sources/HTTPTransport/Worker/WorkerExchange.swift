package import MeridianCore
package import NIOCore
package import Wire

/// One invocation on the wire, from the worker's side. Lives on the worker's event loop.
package final class WorkerExchange: ExchangeResponder, @unchecked Sendable {
    private let id: StreamID
    private let handler: WorkerHandler
    private var receiver: (any ExchangeReceiver)?

    /// A handler may be this far ahead of the credit, so that there is something to send when it comes.
    private static let lead = 128 << 10

    /// What the credit did not allow yet.
    private var unsent = OutgoingBody()
    private var owesWritable = false
    private var hasBegun = false
    private var isOver = false

    package init(_ id: StreamID, handler: WorkerHandler) {
        self.id = id
        self.handler = handler
    }

    package var eventLoop: any EventLoop { handler.eventLoop }

    /// Who takes the body. It may have answered already; then there is nothing to hold on to.
    package func isReceived(by receiver: (any ExchangeReceiver)?) {
        if !isOver { self.receiver = receiver }
    }

    // MARK: Answering

    package func respond(_ head: ResponseHead, text: String) {
        if !sendAtOnce(head, length: text.utf8.count, { $0.writeString(text) }) {
            respond(head, body: ByteBuffer(string: text))
        }
    }

    package func respond(_ head: ResponseHead, body: ByteBuffer) {
        if sendAtOnce(head, length: body.readableBytes, { $0.writeImmutableBuffer(body) }) { return }
        guard !isOver, !hasBegun else { return }
        hasBegun = true
        unsent.isEnded = true
        let isWhole = body.readableBytes == 0 || !head.allowsBody
        guard handler.respond(id, head, bodyLength: body.readableBytes, isEnd: isWhole) else {
            return giveUp("its response head is too large")
        }
        if isWhole { return over() }
        unsent.append(body)
        sendRest()
    }

    package func start(_ head: ResponseHead) {
        guard !isOver, !hasBegun else { return }
        hasBegun = true
        if !handler.respond(id, head, bodyLength: nil, isEnd: false) { giveUp("its response head is too large") }
    }

    package func write(_ body: ByteBuffer) -> Bool {
        guard !isOver, hasBegun, !unsent.isEnded else { return true }
        unsent.append(body)
        sendRest()
        // Another writer may wait already, and is still owed its turn when this one adds little.
        if unsent.readableBytes > Self.lead { owesWritable = true }
        return !owesWritable
    }

    package func end() {
        guard !isOver, hasBegun, !unsent.isEnded else { return }
        unsent.isEnded = true
        sendRest()
    }

    package func fail(_ error: MeridianError) {
        guard !isOver, !unsent.isEnded else { return }
        if hasBegun { return giveUp(error.description) }
        let (head, body) = ProblemDetails.render(error, requestID: nil)
        respond(head, body: body)
    }

    package func consumed(_ bytes: Int) {
        if !isOver { handler.consumed(id, bytes) }
    }

    /// Sends a whole answer whose body is small, past what waits for credit.
    /// - Returns: Whether it is sent.
    private func sendAtOnce(_ head: ResponseHead, length: Int, _ body: (inout ByteBuffer) -> Void) -> Bool {
        guard !isOver, !hasBegun, length > 0, head.allowsBody,
            handler.respond(id, head, length: length, body: body)
        else { return false }
        hasBegun = true
        over()
        return true
    }

    private func sendRest() {
        handler.send(id, &unsent)
        if unsent.readableBytes == 0, unsent.isEnded { over() }
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

    package func received(_ bytes: ByteBuffer, isLast: Bool) {
        receiver?.exchangeReceived(bytes, isLast: isLast)
    }

    package func becameWritable() {
        guard !isOver, unsent.readableBytes > 0 else { return }
        sendRest()
        guard owesWritable, unsent.readableBytes <= Self.lead / 2 else { return }
        owesWritable = false
        receiver?.exchangeBecameWritable()
    }

    /// The place on the wire is given back at once, whatever the handler still does.
    package func cancelled(_ error: MeridianError) {
        guard !isOver else { return }
        let receiver = self.receiver
        giveUp(error.message)
        receiver?.exchangeCancelled(error)
    }
}
