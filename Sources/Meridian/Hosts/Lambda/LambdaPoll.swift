import HTTPTransport
import Logging
import MeridianCore
import NIOCore

/// Asks the Runtime API for an invocation, has it served, answers, asks again.
///
/// Lives on the event loop of its line.
final class LambdaPoll: RuntimeLineUser, @unchecked Sendable {
    enum State: Equatable {
        case idle
        case asking
        case serving
        /// An answer is being streamed.
        case streaming
        /// Waits for the Runtime API to take what was sent.
        /// - Parameter hasAsked: Whether the next invocation was asked for in the same breath.
        case telling(isFailure: Bool, hasAsked: Bool = false)
        case over
    }

    /// Bytes of an answer up to which the next invocation is asked for together with it. What is larger may be refused,
    /// and then a failure is told in its place before anything else.
    private static let surelyTaken = 1 << 20

    /// How long an event loop goes without its other work while one invocation comes right after the other.
    private static let longestAbsence = TimeAmount.milliseconds(1)

    let settings: LambdaSettings
    let eventLoop: any EventLoop
    private let line: RuntimeLine
    private let requests: RuntimeRequests
    private let handler: AppHandler
    private let dispatcher: Dispatcher
    private let logger: Logger
    private let ending: EventLoopPromise<Void>
    @exclusivity(unchecked) private(set) var state = State.idle
    /// The id of the invocation that came last; answers to others come too late.
    @exclusivity(unchecked) private var current = ""
    @exclusivity(unchecked) private var ids = RequestIDSource()
    @exclusivity(unchecked) private var trace = LambdaTrace()
    @exclusivity(unchecked) private var isDraining = false
    private let busyPoll = BusyPoll()
    /// Who is told when the Runtime API can take more of a streamed answer.
    @exclusivity(unchecked) private weak var streamer: GatewayResponder?

    /// - Parameter connect: Opens connections to the Runtime API; see ``RuntimeLine``.
    init(
        _ routes: AppRoutes, _ settings: LambdaSettings, eventLoop: any EventLoop, logger: Logger,
        connect: @escaping (RuntimeLine) -> EventLoopFuture<any Channel>
    ) {
        self.settings = settings
        self.eventLoop = eventLoop
        self.logger = logger
        line = RuntimeLine(connect: connect)
        requests = RuntimeRequests(authority: settings.authority)
        handler = AppHandler(routes)
        dispatcher = Dispatcher(routes: routes)
        ending = eventLoop.makePromise()
        line.user = self
    }

    /// Completed after ``drain()`` or ``end()``, and with an error when the Runtime API can't be used.
    var ended: EventLoopFuture<Void> { ending.futureResult }

    /// Begins to ask.
    /// - Returns: Completed with the first connection, or ``ErrorCode/hostUnreachable``.
    func open() -> EventLoopFuture<Void> {
        eventLoop.flatSubmit {
            let opening = self.line.open()
            opening.whenFailure { self.leave($0) }
            self.ask()
            return opening
        }
    }

    // MARK: What the Runtime API says

    func lineAnswered(_ head: ResponseHead, _ body: ByteBuffer) {
        switch state {
        case .asking:
            guard head.status == 200, let id = head.fields.text("lambda-runtime-aws-request-id") else {
                return lineFailed("it answered \(head.status) when it was asked for an invocation")
            }
            serve(id, head.fields, body)
        case .telling(let isFailure, let hasAsked):
            if head.status == 413, !isFailure, !hasAsked {
                return tell(current, DeliveryFailure(LambdaPoll.tooLarge))
            }
            guard head.status < 500 else { return lineFailed("it answered \(head.status) when it was told an answer") }
            if head.status >= 300 {
                logger.error(
                    "the Runtime API refused an answer",
                    metadata: [
                        "request-id": "\(current)", "status": "\(head.status)", "body": "\(String(buffer: body))",
                    ])
            }
            if isDraining {
                leave(nil)
            } else if hasAsked {
                state = .asking
            } else {
                ask()
            }
        case .idle, .serving, .streaming, .over:
            lineFailed("it answered \(head.status) when nothing was asked")
        }
    }

    func lineRests() { waitForInvocation() }

    func lineBecameWritable() { streamer?.becameWritable() }

    func lineFailed(_ reason: String) {
        guard state != .over else { return }
        if isDraining, state == .asking { return leave(nil) }
        leave(
            MeridianError(
                .hostUnreachable, "the Runtime API at \(settings.authority) can't be used: \(reason)", status: 503))
    }

    // MARK: Serving

    private func ask() {
        state = .asking
        busyPoll.begin()
        line.send { $0.writeImmutableBuffer(requests.next) }
    }

    /// Stays awake for an invocation that comes at once. Where several may run at once, others need the thread.
    private func waitForInvocation() {
        guard settings.concurrency == 1, busyPoll.isWorthIt else { return }
        let end = NIODeadline.now() + Self.longestAbsence
        while awaitsTheRuntimeAPI, busyPoll.wait(line.look), .now() < end {}
    }

    private var awaitsTheRuntimeAPI: Bool {
        switch state {
        case .asking, .telling: true
        case .idle, .serving, .streaming, .over: false
        }
    }

    private func serve(_ id: String, _ runtime: HTTPFields, _ event: ByteBuffer) {
        state = .serving
        current = id
        busyPoll.end()
        exportTrace(runtime)
        let limit = runtime.number("lambda-runtime-deadline-ms").map(Self.timeLeft)
        do throws(MeridianError) {
            let event = try LambdaEvent(event)
            switch consume event {
            case .request(let request): serve(request, id, limit, runtime)
            case .delivery(let delivery):
                var surroundings = Dispatcher.Surroundings(deadline: limit.map { .now() + $0 })
                surroundings.platform = LambdaTelling(runtime)
                LambdaInvocation.identify(&surroundings.fields, by: runtime)
                try dispatcher.dispatch(delivery, with: surroundings, on: eventLoop) { self.delivered(id, $0) }
            }
        } catch {
            logger.error("\(error)", metadata: ["request-id": "\(id)"])
            tell(id, DeliveryFailure(error))
        }
    }

    /// The environment belongs to the whole process, so this is only done where invocations come one after another.
    private func exportTrace(_ runtime: HTTPFields) {
        guard settings.concurrency == 1 else { return }
        var isTraced = false
        runtime.withFirstValue("lambda-runtime-trace-id") {
            trace.export($0)
            isTraced = true
        }
        if !isTraced { trace.export(nil) }
    }

    private func serve(
        _ request: consuming GatewayRequest, _ id: String, _ limit: TimeAmount?, _ runtime: HTTPFields
    ) {
        var requestID = id
        if !LambdaInvocation.identify(&request.head.fields, by: runtime) {
            ids.identify(&request.head.fields)
            requestID = request.head.fields.text("x-request-id") ?? id
        }
        let responder = GatewayResponder(
            self, id, request, requestID: requestID, LambdaTelling(runtime, requestContext: request.context))
        let body = request.body
        let receiver = handler.handle(request.head, within: limit, responder: responder)
        responder.isReceived(by: receiver)
        receiver?.exchangeReceived(body, isLast: true)
    }

    private func delivered(_ id: String, _ outcome: DeliveryOutcome) {
        if let failure = outcome.failure, !outcome.isPartial { return tell(id, failure) }
        let payload = LambdaPayload.encode(outcome)
        guard payload.readableBytes <= settings.maxAnswer else {
            return tell(id, DeliveryFailure(LambdaPoll.tooLarge))
        }
        payload.withUnsafeReadableBytes { tell(id, $0) }
    }

    /// The time that is left, less what it takes to tell of its end before Lambda ends the process.
    private static func timeLeft(until deadline: Int) -> TimeAmount {
        let left = Int64(deadline) - Timestamp.now.milliseconds
        return .milliseconds(max(1, left - min(100, left / 10)))
    }

    static var tooLarge: MeridianError {
        MeridianError(.answerTooLarge, "the answer is larger than the 6 MB that Lambda takes", status: 500)
    }

    // MARK: Answering

    func tell(_ id: String, _ payload: UnsafeRawBufferPointer) {
        guard state == .serving, id == current else { return }
        let asks = !isDraining && payload.count <= Self.surelyTaken
        state = .telling(isFailure: false, hasAsked: asks)
        line.send(isFollowed: asks) { requests.writeAnswer(to: id, payload, into: &$0) }
        guard asks else { return }
        line.send { $0.writeImmutableBuffer(requests.next) }
        busyPoll.begin()
        // What is called for what has come waits when that is done.
        if !line.isReceiving, busyPoll.isWorthIt { eventLoop.execute { self.waitForInvocation() } }
    }

    func tell(_ id: String, _ failure: DeliveryFailure) {
        guard state == .serving || state == .telling(isFailure: false), id == current else { return }
        state = .telling(isFailure: true)
        line.send { $0.writeImmutableBuffer(requests.failure(of: id, failure)) }
    }

    func beginStream(_ id: String, _ head: ResponseHead, by responder: GatewayResponder) {
        guard state == .serving, id == current else { return }
        state = .streaming
        streamer = responder
        line.beginRequest(requests.streamedAnswer(to: id, head))
    }

    /// - Returns: Whether the Runtime API keeps up.
    func writeStream(_ id: String, _ body: ByteBuffer) -> Bool {
        guard state == .streaming, id == current, body.readableBytes > 0 else { return true }
        return line.sendPart(RuntimeRequests.chunk(body))
    }

    func endStream(_ id: String, _ failure: DeliveryFailure? = nil) {
        guard state == .streaming, id == current else { return }
        state = .telling(isFailure: failure != nil)
        _ = line.sendPart(RuntimeRequests.lastChunk(failure))
    }

    // MARK: The end

    /// Asks for nothing more, and ends when the invocation under way is answered.
    func drain() {
        isDraining = true
        if state == .asking || state == .idle { leave(nil) }
    }

    /// Asks for nothing more and waits for nothing.
    func end() { leave(nil) }

    private func leave(_ error: (any Error)?) {
        guard state != .over else { return }
        state = .over
        streamer?.cancelled()
        line.close()
        if let error { ending.fail(error) } else { ending.succeed() }
    }
}
