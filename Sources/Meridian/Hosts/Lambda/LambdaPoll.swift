import HTTPTransport
import Logging
import MeridianCore
import NIOCore

/// One line to the Runtime API: asks for an invocation, has it served, answers, asks again.
///
/// Lives on the event loop of its channel.
final class LambdaPoll: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum State: Equatable {
        case idle
        case asking
        case serving(String)
        /// An answer is being streamed.
        case streaming(String)
        /// Waits for the Runtime API to take what was sent.
        /// - Parameter hasAsked: Whether the next invocation was asked for in the same breath.
        case telling(String, isFailure: Bool, hasAsked: Bool = false)
        case over
    }

    /// Bytes of an answer up to which the next invocation is asked for together with it. What is larger may be refused,
    /// and then a failure is told in its place before anything else.
    private static let surelyTaken = 1 << 20

    let settings: LambdaSettings
    let eventLoop: any EventLoop
    private let requests: RuntimeRequests
    private let handler: AppHandler
    private let dispatcher: Dispatcher
    private let logger: Logger
    private let ended: ((any Error)?) -> Void
    private(set) var state = State.idle
    private var parser = ResponseParser()
    private var ids = RequestIDSource()
    private var head = ResponseHead()
    private var body = ByteBuffer()
    private var context: ChannelHandlerContext?
    private var isDraining = false
    private var busyPoll = BusyPoll()
    /// The line itself, while it is open. Where several invocations may run at once others need the thread that would wait.
    private var socket: NIOBSDSocket.Handle?
    /// Who is told when the Runtime API can take more of a streamed answer.
    private weak var streamer: GatewayResponder?

    /// - Parameter ended: Called once: with what went wrong, or with nothing after ``drain()``.
    init(
        _ routes: AppRoutes, _ settings: LambdaSettings, eventLoop: any EventLoop, logger: Logger,
        ended: @escaping @Sendable ((any Error)?) -> Void
    ) {
        self.settings = settings
        self.eventLoop = eventLoop
        self.logger = logger
        self.ended = ended
        requests = RuntimeRequests(authority: settings.authority)
        handler = AppHandler(routes)
        dispatcher = Dispatcher(routes: routes)
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { opened(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        socket = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        opened(context)
    }

    private func opened(_ context: ChannelHandlerContext) {
        // The end may come before the line is open.
        guard state != .over else { return context.close(promise: nil) }
        guard state == .idle else { return }
        if settings.concurrency == 1 {
            socket = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable { $0 }
        }
        ask()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        parser.feed(unwrapInboundIn(data))
        do throws(MeridianError) {
            while state != .over, let event = try parser.next() { take(event) }
        } catch {
            fail(error.message)
        }
        // Half of an answer has come, or the end of one that was told.
        if state == .asking { waitForInvocation() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { streamer?.becameWritable() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        socket = nil
        guard state != .over else { return }
        if isDraining, state == .asking { return leave(nil) }
        fail("it has closed the connection")
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail("\(error)")
    }

    // MARK: What the Runtime API says

    private func take(_ event: ResponseParser.Event) {
        switch event {
        case .head(let head):
            self.head = head
            body = ByteBuffer()
            if let length = head.fields.text("content-length").flatMap({ Int($0) }), length <= 64 << 20 {
                body.reserveCapacity(length)
            }
        case .body(var part): body.writeBuffer(&part)
        case .end: complete()
        }
    }

    private func complete() {
        switch state {
        case .asking:
            guard head.status == 200, let id = head.fields.text("lambda-runtime-aws-request-id") else {
                return fail("it answered \(head.status) when it was asked for an invocation")
            }
            serve(id)
        case .telling(let id, let isFailure, let hasAsked):
            if head.status == 413, !isFailure, !hasAsked { return tell(id, DeliveryFailure(LambdaPoll.tooLarge)) }
            guard head.status < 500 else { return fail("it answered \(head.status) when it was told an answer") }
            if head.status >= 300 {
                logger.error(
                    "the Runtime API refused an answer",
                    metadata: ["request-id": "\(id)", "status": "\(head.status)", "body": "\(String(buffer: body))"])
            }
            if isDraining {
                leave(nil)
            } else if hasAsked {
                state = .asking
            } else {
                ask()
            }
        case .idle, .serving, .streaming, .over:
            fail("it answered \(head.status) when nothing was asked")
        }
    }

    // MARK: Serving

    private func ask() {
        state = .asking
        busyPoll.begin()
        write(requests.next)
        waitForInvocation()
    }

    /// Stays awake for an invocation that comes at once.
    private func waitForInvocation() {
        if let socket { busyPoll.wait(for: socket) }
    }

    private func serve(_ id: String) {
        state = .serving(id)
        busyPoll.end()
        let runtime = head.fields
        let event = body
        body = ByteBuffer()
        LambdaTrace.export(runtime.text("lambda-runtime-trace-id"), isAlone: settings.concurrency == 1)
        let limit = runtime.text("lambda-runtime-deadline-ms").flatMap { Int64($0) }.map(Self.timeLeft)
        do throws(MeridianError) {
            switch try LambdaEvent(event) {
            case .request(var request):
                LambdaInvocation.add(runtime, to: &request.head.fields)
                serve(request, id, limit)
            case .delivery(let delivery):
                var surroundings = Dispatcher.Surroundings(deadline: limit.map { .now() + $0 })
                LambdaInvocation.add(runtime, to: &surroundings.fields)
                try dispatcher.dispatch(delivery, with: surroundings, on: eventLoop) { self.delivered(id, $0) }
            }
        } catch {
            logger.error("\(error)", metadata: ["request-id": "\(id)"])
            tell(id, DeliveryFailure(error))
        }
    }

    private func serve(_ request: GatewayRequest, _ id: String, _ limit: TimeAmount?) {
        var head = request.head
        ids.identify(&head.fields)
        let responder = GatewayResponder(self, id, GatewayRequest(request, head: head))
        let receiver = handler.handle(head, within: limit, responder: responder)
        responder.isReceived(by: receiver)
        receiver?.exchangeReceived(request.body, isLast: true)
    }

    private func delivered(_ id: String, _ outcome: DeliveryOutcome) {
        if let failure = outcome.failure, !outcome.isPartial { return tell(id, failure) }
        let payload = LambdaPayload.encode(outcome)
        guard payload.readableBytes <= settings.maxAnswer else {
            return tell(id, DeliveryFailure(LambdaPoll.tooLarge))
        }
        tell(id, payload)
    }

    /// The time that is left, less what it takes to tell of its end before Lambda ends the process.
    private static func timeLeft(until deadline: Int64) -> TimeAmount {
        let left = deadline - Timestamp.now.milliseconds
        return .milliseconds(max(1, left - min(100, left / 10)))
    }

    static var tooLarge: MeridianError {
        MeridianError(.answerTooLarge, "the answer is larger than the 6 MB that Lambda takes", status: 500)
    }

    // MARK: Answering

    func tell(_ id: String, _ payload: ByteBuffer) {
        guard state == .serving(id) else { return }
        let asks = !isDraining && payload.readableBytes <= Self.surelyTaken
        state = .telling(id, isFailure: false, hasAsked: asks)
        if asks { busyPoll.begin() }
        write(requests.answer(to: id, payload, asking: asks))
        if asks { waitForInvocation() }
    }

    func tell(_ id: String, _ failure: DeliveryFailure) {
        guard state == .serving(id) || state == .telling(id, isFailure: false) else { return }
        state = .telling(id, isFailure: true)
        write(requests.failure(of: id, failure))
    }

    func beginStream(_ id: String, _ head: ResponseHead, by responder: GatewayResponder) {
        guard state == .serving(id) else { return }
        state = .streaming(id)
        streamer = responder
        write(requests.streamedAnswer(to: id, head))
    }

    /// - Returns: Whether the Runtime API keeps up.
    func writeStream(_ id: String, _ body: ByteBuffer) -> Bool {
        guard state == .streaming(id), body.readableBytes > 0 else { return true }
        write(RuntimeRequests.chunk(body))
        return context?.channel.isWritable ?? true
    }

    func endStream(_ id: String, _ failure: DeliveryFailure? = nil) {
        guard state == .streaming(id) else { return }
        state = .telling(id, isFailure: failure != nil)
        write(RuntimeRequests.lastChunk(failure))
    }

    private func write(_ bytes: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    // MARK: The end

    /// Asks for nothing more, and ends when the invocation under way is answered.
    func drain() {
        isDraining = true
        if state == .asking || state == .idle { leave(nil) }
    }

    private func fail(_ reason: String) {
        guard state != .over else { return }
        leave(
            MeridianError(
                .hostUnreachable, "the Runtime API at \(settings.authority) can't be used: \(reason)", status: 503))
    }

    private func leave(_ error: (any Error)?) {
        state = .over
        streamer?.cancelled()
        context?.close(promise: nil)
        ended(error)
    }
}
