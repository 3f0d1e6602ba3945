import Admission
import Engine
import HTTPTransport
import MeridianCore
import NIOCore
import Telemetry
import Traces

/// One request between its connection and the engine: passes everything on, and takes down how it went.
final class GatewayExchange: ExchangeResponder, ExchangeReceiver {
    private let responder: any ExchangeResponder
    let head: RequestHead
    private let entry: RoutingTable.Entry
    let route: RoutingTable.Route
    let handle: FunctionHandle
    let loop: GatewayLoop
    let startedAt: Nanoseconds
    /// Its place in a trace; `nil` when none is taken down.
    let span: SpanRecord.Identity?
    private(set) var status = 0
    private(set) var answerBytes = 0
    /// How an instance came to it; `nil` when none did.
    private(set) var beginning: CallBeginning?
    /// What may be captured.
    private(set) var requestBody = RawCapture.Body()
    private(set) var answerHead: ResponseHead?
    private(set) var answerBody = RawCapture.Body()
    private var isOver = false
    private var receiver: (any ExchangeReceiver)?

    init(
        responder: any ExchangeResponder, head: RequestHead, entry: RoutingTable.Entry, route: RoutingTable.Route,
        handle: FunctionHandle, loop: GatewayLoop, startedAt: Nanoseconds, span: SpanRecord.Identity?
    ) {
        self.responder = responder
        self.head = head
        self.entry = entry
        self.route = route
        self.handle = handle
        self.loop = loop
        self.startedAt = startedAt
        self.span = span
        handle.metrics.began()
    }

    var release: ActiveRelease { entry.release }

    /// Where the request went. It may have been answered already; then there is nothing to hold on to.
    func isReceived(by receiver: any ExchangeReceiver) {
        if !isOver { self.receiver = receiver }
    }

    // MARK: From the engine

    var eventLoop: any EventLoop { responder.eventLoop }

    func began(_ beginning: CallBeginning) {
        self.beginning = beginning
    }

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        status = head.status
        answerBytes = body.readableBytes
        if span != nil {
            answerHead = head
            answerBody.add(body)
        }
        responder.respond(head, body: body)
        if handle.keepsAnswers, StaleAnswers.mayKeep(self.head) { keep(head, body) }
        over(wasShed: false)
    }

    func start(_ head: ResponseHead) {
        status = head.status
        if span != nil { answerHead = head }
        responder.start(head)
    }

    func write(_ body: ByteBuffer) -> Bool {
        answerBytes += body.readableBytes
        // Answers that come in parts are only gathered when they tell of a failure.
        if status >= 500 { answerBody.add(body) } else { answerBody.pass(body) }
        return responder.write(body)
    }

    func end() {
        responder.end()
        over(wasShed: false)
    }

    func fail(_ error: MeridianError) {
        if status == 0 {
            status = error.status
            let (head, body) = ProblemDetails.render(error, requestID: head.fields[RequestID.fieldName])
            answerBytes = body.readableBytes
            responder.respond(head, body: body)
        } else {
            status = 502
            responder.fail(error)
        }
        over(wasShed: Self.sheddingCodes.contains(error.code), problem: error)
    }

    private static let sheddingCodes: [ErrorCode] = [.tooManyWaiting, .waitedTooLong, .backingOff, .cameTooLate]

    private func keep(_ answer: ResponseHead, _ body: ByteBuffer) {
        loop.stale.keep(answer, body, of: head, function: handle.metrics, now: loop.clock.now())
    }

    func consumed(_ bytes: Int) {
        responder.consumed(bytes)
    }

    // MARK: From the connection

    func exchangeReceived(_ body: ByteBuffer, isLast: Bool) {
        if span != nil { requestBody.add(body) }
        receiver?.exchangeReceived(body, isLast: isLast)
    }

    func exchangeBecameWritable() {
        receiver?.exchangeBecameWritable()
    }

    func exchangeCancelled(_ error: MeridianError) {
        let receiver = self.receiver
        if status == 0 { status = 499 }
        over(wasShed: false)
        receiver?.exchangeCancelled(error)
    }

    private func over(wasShed: Bool, problem: MeridianError? = nil) {
        guard !isOver else { return }
        isOver = true
        receiver = nil
        let duration = loop.clock.now() - startedAt
        let outcome = RequestOutcome(status: status, wasShed: wasShed)
        handle.metrics.ended(outcome, nanoseconds: duration)
        if let span = span ?? loop.lateSpan(of: head, outcome) { note(span, outcome, duration, problem) }
        guard let accessLog = loop.accessLog else { return }
        let release = entry.release.release
        accessLog.record(
            AccessRecord(
                service: release.service, release: release.number,
                function: release.manifest.functions[route.function].name, request: head, status: status,
                answerBytes: answerBytes, duration: .nanoseconds(duration)))
    }
}
