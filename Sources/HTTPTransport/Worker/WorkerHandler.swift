import MeridianCore
package import NIOCore
import Wire

/// The worker's end of the wire: frames in, invocations to the program, answers out.
package final class WorkerHandler: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    package let eventLoop: any EventLoop
    private let program: any WorkerProgram
    private var connection = WorkerConnection<WorkerExchange>()
    private var decoder = FrameDecoder()
    private var out = FrameOutput()
    private var context: ChannelHandlerContext?
    private var isReading = false
    private var flushScheduled = false
    private var isDraining = false

    package init(_ program: any WorkerProgram, eventLoop: any EventLoop) {
        self.program = program
        self.eventLoop = eventLoop
    }

    // MARK: Channel

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { connection.hello(into: &out) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    package func channelActive(context: ChannelHandlerContext) {
        connection.hello(into: &out)
        flush()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReading = true
        decoder.feed(unwrapInboundIn(data))
        do {
            while let frame = try decoder.next() { handle(try connection.receive(frame)) }
        } catch {
            abandon("the platform broke the wire protocol: \(error)")
        }
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        flush()
        leaveIfDone()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        for exchange in connection.close() {
            exchange.cancelled(MeridianError(.cancelled, "the platform closed the connection", status: 499))
        }
        program.leave()
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Events

    private func handle(_ event: WorkerConnection<WorkerExchange>.Event) {
        switch event {
        case .initialize(var payload):
            initialize(&payload)
        case .invoke(let id, var head, let isEnd):
            invoke(id, &head, isEnd: isEnd)
        case .data(let exchange, let bytes, let isEnd):
            exchange.received(bytes, isLast: isEnd)
        case .writable(let exchange):
            exchange.becameWritable()
        case .cancelled(let exchange):
            exchange.cancelled(MeridianError(.cancelled, "the caller gave up", status: 499))
        case .ping(let payload):
            // The platform asks when it has had nothing to do for the worker for a while.
            if connection.openStreams == 0, !program.isBusy { program.rest() }
            connection.pong(payload, into: &out)
        case .drain:
            isDraining = true
        case .nothing:
            break
        }
    }

    private func initialize(_ payload: inout ByteBuffer) {
        guard let initialization = WorkerInitialization(reading: &payload) else {
            return abandon("the platform's initialization is malformed")
        }
        do throws(MeridianError) {
            try program.initialize(initialization)
            connection.ready(into: &out)
            // At once: should the first handler take the process down, it was not for want of a start.
            flush()
            program.becomeReady()
        } catch {
            abandon(error.description)
        }
    }

    private func invoke(_ id: StreamID, _ bytes: inout ByteBuffer, isEnd: Bool) {
        guard let head = InvocationHead(reading: &bytes) else {
            return connection.fail(id, "the head of the invocation is malformed", into: &out)
        }
        let exchange = WorkerExchange(id, handler: self)
        connection.attach(exchange, to: id)
        let timeout: TimeAmount? =
            head.timeoutMilliseconds == 0 ? nil : .milliseconds(Int64(head.timeoutMilliseconds))
        exchange.isReceived(
            by: program.invoke(
                function: head.function, trigger: head.trigger, request: head.request, timeout: timeout,
                responder: exchange))
        if isEnd { exchange.received(ByteBuffer(), isLast: true) }
    }

    private func abandon(_ message: String) {
        connection.failed(message, into: &out)
        isReading = false
        flush()
        context?.close(promise: nil)
    }

    /// Leaves when the platform has asked for it and nothing is left to do.
    package func leaveIfDone() {
        if isDraining && connection.openStreams == 0 && out.readableBytes == 0, !program.isBusy { program.leave() }
    }

    // MARK: Answers

    /// - Parameter bodyLength: In bytes, when it is known.
    func respond(_ id: StreamID, _ head: ResponseHead, bodyLength: Int?, isEnd: Bool) -> Bool {
        let taken = connection.respond(id, isEnd: isEnd, into: &out) { out in
            if let bodyLength { head.write(into: &out, bodyLength: bodyLength) } else { head.write(into: &out) }
        }
        scheduleFlush()
        return taken
    }

    /// - Parameters:
    ///   - length: Of the body, in bytes.
    ///   - body: Writes so many bytes.
    /// - Returns: `false`, with nothing sent, where the answer has to go bit by bit.
    func respond(_ id: StreamID, _ head: ResponseHead, length: Int, body: (inout ByteBuffer) -> Void) -> Bool {
        let isSent = connection.respond(
            id, length: length, into: &out, head: { head.write(into: &$0, bodyLength: length) }, body: body)
        if isSent { scheduleFlush() }
        return isSent
    }

    func send(_ id: StreamID, _ body: inout OutgoingBody) {
        connection.send(id, &body, into: &out)
        scheduleFlush()
    }

    func fail(_ id: StreamID, _ message: String) {
        connection.fail(id, message, into: &out)
        scheduleFlush()
    }

    func consumed(_ id: StreamID, _ bytes: Int) {
        connection.consumed(id, bytes, into: &out)
        scheduleFlush()
    }

    /// What one turn of the event loop writes leaves in one system call.
    private func scheduleFlush() {
        guard !isReading, !flushScheduled else { return }
        flushScheduled = true
        eventLoop.assumeIsolated().execute {
            self.flushScheduled = false
            self.flush()
            self.leaveIfDone()
        }
    }

    private func flush() {
        guard let context, out.readableBytes > 0 else { return }
        out.forEachBuffer { context.write(wrapOutboundOut($0), promise: nil) }
        context.flush()
        out.clear()
    }
}
