import HTTPTransport
import JSONCodec
import MeridianCore
import NIOCore

/// Takes what Function Compute asks of a custom runtime: requests of its HTTP triggers as they came, invocations at
/// `/invoke`, and the turns of an instance's life.
final class FunctionComputeHandler: ExchangeHandler {
    private let routes: AppRoutes
    private let requests: AppHandler
    private let preStop: @Sendable () async -> Void

    /// The largest event, by Function Compute's limits.
    private static let maxEvent = 32 << 20

    /// - Parameter preStop: Waited for when the instance is about to go.
    init(_ routes: AppRoutes, preStop: @escaping @Sendable () async -> Void) {
        self.routes = routes
        self.preStop = preStop
        requests = AppHandler(routes)
    }

    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        let id = head.fields["x-fc-request-id"] ?? head.fields[RequestID.fieldName] ?? RequestID.make()
        switch head.fields["x-fc-control-path"] ?? head.path {
        case "/invoke" where head.method == .post:
            return invoke(head, id, responder)
        case "/initialize" where head.method == .post:
            // The app was started before the port was opened.
            turn("Initialize", id, responder)
        case "/pre-freeze" where head.method == .get:
            turn("PreFreeze", id, responder)
        case "/pre-stop" where head.method == .get:
            let turn = Turn("PreStop", id, responder)
            let eventLoop = responder.eventLoop
            Task { [preStop] in
                await preStop()
                eventLoop.execute { turn.end() }
            }
        default:
            return serve(head, id, responder)
        }
        return nil
    }

    private func turn(_ name: String, _ id: String, _ responder: any ExchangeResponder) {
        Turn(name, id, responder).end()
    }

    private func serve(
        _ head: RequestHead, _ id: String, _ responder: any ExchangeResponder
    ) -> (any ExchangeReceiver)? {
        var head = head
        head.fields.set(RequestID.fieldName, id)
        return requests.handle(head, responder: MarkedResponder(responder, id))
    }

    private func invoke(
        _ head: RequestHead, _ id: String, _ responder: any ExchangeResponder
    ) -> any ExchangeReceiver {
        var fields: HTTPFields = [RequestID.fieldName: id]
        for (name, value) in head.fields.pairs where name.hasPrefix("x-fc-") { fields.append(name, value) }
        TraceContext(fields: head.fields)?.write(into: &fields)
        let surroundings = Dispatcher.Surroundings(fields: fields)
        return BodyGathering(for: responder, limit: Self.maxEvent) { [routes] event, responder in
            let turn = Turn("Invoke", id, responder)
            do throws(MeridianError) {
                try Dispatcher(routes: routes).dispatch(
                    FunctionComputeEvent.read(event), with: surroundings, on: responder.eventLoop
                ) { outcome in turn.end(outcome) }
            } catch {
                turn.end(DeliveryFailure(error))
            }
        }
    }
}

/// One thing that an instance is asked to do, between two marks in its log. Belongs to the event loop of its responder.
private final class Turn: @unchecked Sendable {
    private let name: String
    private let id: String
    private let responder: any ExchangeResponder

    init(_ name: String, _ id: String, _ responder: any ExchangeResponder) {
        self.name = name
        self.id = id
        self.responder = responder
        StandardStream.print("FC \(name) Start RequestId: \(id)")
    }

    func end() {
        mark()
        respond(200, "text/plain", ByteBuffer())
    }

    func end(_ outcome: DeliveryOutcome) {
        if let failure = outcome.failure { return end(failure) }
        mark()
        let type = outcome.answer?.head.fields["content-type"] ?? "application/octet-stream"
        respond(200, type, outcome.answer?.body ?? ByteBuffer())
    }

    func end(_ failure: DeliveryFailure) {
        mark(", Error: \(failure.type): \(failure.message)")
        respond(404, "application/json", failure.document)
    }

    private func mark(_ end: String = "") {
        StandardStream.print("FC \(name) End RequestId: \(id)" + end)
    }

    private func respond(_ status: Int, _ type: String, _ body: ByteBuffer) {
        let fields: HTTPFields = [
            "content-type": type, "x-fc-status": String(status), RequestID.fieldName: id,
        ]
        responder.respond(ResponseHead(status: status, fields: fields), body: body)
    }
}

/// Marks begin and end of a request in the log, and answers with Function Compute's id of it. Otherwise the answer goes
/// out as it is.
private final class MarkedResponder: ExchangeResponder {
    private let responder: any ExchangeResponder
    private let id: String
    private var isOver = false

    init(_ responder: any ExchangeResponder, _ id: String) {
        self.responder = responder
        self.id = id
        StandardStream.print("FC Invoke Start RequestId: \(id)")
    }

    var eventLoop: any EventLoop { responder.eventLoop }

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        over()
        responder.respond(identified(head), body: body)
    }

    func start(_ head: ResponseHead) { responder.start(identified(head)) }

    func write(_ body: ByteBuffer) -> Bool { responder.write(body) }

    func end() {
        over()
        responder.end()
    }

    func fail(_ error: MeridianError) {
        over()
        responder.fail(error)
    }

    func consumed(_ bytes: Int) { responder.consumed(bytes) }

    /// Without the fields that Function Compute keeps for itself, and with its id of the request.
    private func identified(_ head: ResponseHead) -> ResponseHead {
        var head = head
        for (name, _) in head.fields.pairs where name.hasPrefix("x-fc-") { head.fields.remove(name) }
        if !head.fields.has("x-request-id") { head.fields.append(RequestID.fieldName, id) }
        return head
    }

    private func over() {
        guard !isOver else { return }
        isOver = true
        StandardStream.print("FC Invoke End RequestId: \(id)")
    }
}
