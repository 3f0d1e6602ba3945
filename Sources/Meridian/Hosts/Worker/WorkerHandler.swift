import HTTPTransport
import MeridianCore
import NIOCore
import Wire

/// The worker's end of the wire: frames in, invocations to the function table, answers out.
final class WorkerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let eventLoop: any EventLoop
    /// As the code declares it, and from the initialization on as the platform numbers it.
    private var table: FunctionTable
    private let progress: WorkerProgress
    private var connection = WorkerConnection<WorkerExchange>()
    private var decoder = FrameDecoder()
    private var out = FrameOutput()
    private var context: ChannelHandlerContext?
    private var isReading = false
    private var flushScheduled = false
    private var isDraining = false

    init(_ table: FunctionTable, _ progress: WorkerProgress, eventLoop: any EventLoop) {
        self.table = table
        self.progress = progress
        self.eventLoop = eventLoop
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { connection.hello(into: &out) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        connection.hello(into: &out)
        flush()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReading = true
        decoder.feed(unwrapInboundIn(data))
        do {
            while let frame = try decoder.next() { handle(try connection.receive(frame)) }
        } catch {
            abandon("the platform broke the wire protocol: \(error)")
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        flush()
        leaveIfDone()
    }

    func channelInactive(context: ChannelHandlerContext) {
        for exchange in connection.close() {
            exchange.cancelled(MeridianError(.cancelled, "the platform closed the connection", status: 499))
        }
        progress.leave()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
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
            table = try FunctionTable(table, numberedBy: initialization)
            if let failure = progress.startFailure { throw failure }
            connection.ready(into: &out)
            // At once: should the first handler take the process down, it was not for want of a start.
            flush()
            progress.becomeReady()
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
            by: table.invoke(
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

    private func leaveIfDone() {
        if isDraining && connection.openStreams == 0 && out.readableBytes == 0 { progress.leave() }
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
