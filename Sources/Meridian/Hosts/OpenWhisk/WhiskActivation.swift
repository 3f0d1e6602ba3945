import HTTPTransport
import MeridianCore
import NIOCore

/// One run of the action: a web action's request, or a delivery. Belongs to the event loop of its reply.
final class WhiskActivation: @unchecked Sendable {
    private let message: JSONMembers?
    private let routes: AppRoutes
    private let reply: WhiskReply

    init(_ message: ByteBuffer, _ routes: AppRoutes, _ reply: WhiskReply) {
        self.message = JSONMembers(message)
        self.routes = routes
        self.reply = reply
    }

    func run() {
        guard let message, let value = message["value"], let parameters = JSONMembers(value) else {
            return reply.refuse(502, "the activation can't be read: it is no JSON object with the member 'value'")
        }
        let limit = message.integer("deadline").map { deadline in
            let left = Int64(deadline) - Timestamp.now.milliseconds
            return TimeAmount.milliseconds(max(1, left - min(100, left / 10)))
        }
        let id = message.text("activation_id") ?? RequestID.make()
        do throws(MeridianError) {
            if let request = try WhiskRequest(parameters) {
                return serve(request, id, limit)
            }
            let surroundings = Dispatcher.Surroundings(
                fields: [RequestID.fieldName: id], deadline: limit.map { .now() + $0 })
            try Dispatcher(routes: routes).dispatch(
                WhiskEvent.read(parameters, value), with: surroundings, on: reply.eventLoop, completion: delivered)
        } catch {
            reply.give(WhiskReply.error(error.description))
        }
    }

    private func serve(_ request: WhiskRequest, _ id: String, _ limit: TimeAmount?) {
        var head = request.head
        head.fields.identify(id)
        let responder = CollectingResponder(eventLoop: reply.eventLoop) { [self, head] answer in
            if let failure = answer.failure { return reply.give(WhiskReply.error(failure.description)) }
            var answered = answer.head
            answered.fields.identify(by: head.fields)
            reply.give(WhiskRequest.encode(answered, answer.body, for: head))
        }
        AppHandler(routes).handle(head, within: limit, responder: responder)?
            .exchangeReceived(request.body, isLast: true)
    }

    private func delivered(_ outcome: DeliveryOutcome) {
        if let failure = outcome.failure { return reply.give(WhiskReply.error("\(failure.type): \(failure.message)")) }
        reply.give(WhiskEvent.result(outcome.answer?.body ?? ByteBuffer()))
    }
}
