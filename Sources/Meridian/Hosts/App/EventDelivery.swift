import HTTPTransport
import MeridianCore
import NIOCore

/// One POST of events: reads it whole, calls the functions that take its events, and answers 204 when all did,
/// otherwise with the first problem.
///
/// Lives on the event loop of its connection; the functions are called there too.
final class EventDelivery: ExchangeReceiver, @unchecked Sendable {
    private let head: RequestHead
    private let routes: AppRoutes
    private var responder: (any ExchangeResponder)?
    private var body = ByteBuffer()
    private var outstanding = 0
    private var problem: CollectedAnswer?

    init(_ head: RequestHead, _ routes: AppRoutes, _ responder: any ExchangeResponder) {
        self.head = head
        self.routes = routes
        self.responder = responder
    }

    func exchangeReceived(_ part: ByteBuffer, isLast: Bool) {
        guard let responder else { return }
        guard body.readableBytes + part.readableBytes <= BodyReading.defaultLimit else {
            return answer(
                Problem(
                    .bodyTooLarge, "the events are larger than the \(BodyReading.defaultLimit) bytes taken at a time",
                    status: 413))
        }
        body.writeImmutableBuffer(part)
        if part.readableBytes > 0 { responder.consumed(part.readableBytes) }
        if isLast { deliver(on: responder.eventLoop) }
    }

    func exchangeBecameWritable() {}

    func exchangeCancelled(_ error: MeridianError) {
        responder = nil
    }

    private func deliver(on eventLoop: any EventLoop) {
        let calls: [(event: EventEnvelope, target: AppRoutes.Target)]
        do throws(MeridianError) {
            calls = try plan()
        } catch {
            return answer(Problem(error))
        }
        guard !calls.isEmpty else { return complete() }
        outstanding = calls.count
        for (event, target) in calls {
            var (request, data) = event.request()
            request.fields.set(RequestID.fieldName, head.fields[RequestID.fieldName] ?? RequestID.make())
            TraceContext(fields: head.fields)?.write(into: &request.fields)
            routes.table.call(
                function: target.function, trigger: target.trigger, request: request, body: data,
                timeout: target.timeout, on: eventLoop
            ) { answer in
                self.outstanding -= 1
                if !answer.isSuccess, self.problem == nil { self.problem = answer }
                if self.outstanding == 0 { self.complete() }
            }
        }
    }

    private func plan() throws(MeridianError) -> [(event: EventEnvelope, target: AppRoutes.Target)] {
        var calls: [(event: EventEnvelope, target: AppRoutes.Target)] = []
        for event in try EventEnvelope.read(head, body) {
            let targets = routes.targets(type: event.attributes.type, source: event.attributes.source)
            guard !targets.isEmpty else {
                throw MeridianError(
                    .functionNotFound,
                    "no function takes events of type '\(event.attributes.type)' from '\(event.attributes.source)'",
                    status: 404)
            }
            calls += targets.map { (event, $0) }
        }
        return calls
    }

    private func complete() {
        guard let responder else { return }
        self.responder = nil
        switch problem {
        case nil: responder.respond(ResponseHead(status: 204), body: ByteBuffer())
        case let answer? where answer.failure != nil: responder.fail(answer.failure!)
        case let answer?: responder.respond(answer.head, body: answer.body)
        }
    }

    private func answer(_ problem: Problem) {
        guard let responder else { return }
        self.responder = nil
        let response = problem.response(requestID: head.fields[RequestID.fieldName] ?? "")
        guard case .bytes(let body) = response.body.content else { return }
        responder.respond(response.head, body: body)
    }
}
