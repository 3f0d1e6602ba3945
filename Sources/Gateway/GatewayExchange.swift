import Admission
import Engine
import HTTPTransport
import MeridianCore
import NIOCore
import Telemetry

/// One request between its connection and the engine: passes everything on, and takes down how it went.
final class GatewayExchange: ExchangeResponder, ExchangeReceiver {
    private let responder: any ExchangeResponder
    private let head: RequestHead
    private let entry: RoutingTable.Entry
    private let route: RoutingTable.Route
    private let handle: FunctionHandle
    private let loop: GatewayLoop
    private let startedAt: Nanoseconds
    private var status = 0
    private var answerBytes = 0
    private var isOver = false
    private var receiver: (any ExchangeReceiver)?

    init(
        responder: any ExchangeResponder, head: RequestHead, entry: RoutingTable.Entry, route: RoutingTable.Route,
        handle: FunctionHandle, loop: GatewayLoop, startedAt: Nanoseconds
    ) {
        self.responder = responder
        self.head = head
        self.entry = entry
        self.route = route
        self.handle = handle
        self.loop = loop
        self.startedAt = startedAt
        handle.metrics.began()
    }

    var release: ActiveRelease { entry.release }

    /// Where the request went. It may have been answered already; then there is nothing to hold on to.
    func isReceived(by receiver: any ExchangeReceiver) {
        if !isOver { self.receiver = receiver }
    }

    // MARK: From the engine

    var eventLoop: any EventLoop { responder.eventLoop }

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        status = head.status
        answerBytes = body.readableBytes
        responder.respond(head, body: body)
        if handle.keepsAnswers, StaleAnswers.mayKeep(self.head) { keep(head, body) }
        over(wasShed: false)
    }

    func start(_ head: ResponseHead) {
        status = head.status
        responder.start(head)
    }

    func write(_ body: ByteBuffer) -> Bool {
        answerBytes += body.readableBytes
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
        over(wasShed: Self.sheddingCodes.contains(error.code))
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

    private func over(wasShed: Bool) {
        guard !isOver else { return }
        isOver = true
        receiver = nil
        let duration = loop.clock.now() - startedAt
        handle.metrics.ended(RequestOutcome(status: status, wasShed: wasShed), nanoseconds: duration)
        guard let accessLog = loop.accessLog else { return }
        let release = entry.release.release
        accessLog.record(
            AccessRecord(
                service: release.service, release: release.number,
                function: release.manifest.functions[route.function].name, request: head, status: status,
                answerBytes: answerBytes, duration: .nanoseconds(duration)))
    }
}
