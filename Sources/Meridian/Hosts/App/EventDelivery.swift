import HTTPTransport
import MeridianCore
import NIOCore

/// One POST of events: calls the functions that take them, and answers 204 when all did, otherwise with the first
/// problem.
enum EventDelivery {
    /// - Parameters:
    ///   - surroundings: What the platform says beside the request.
    ///   - translate: What an event stands for on the platform.
    /// - Returns: Takes the body of the request.
    static func receiver(
        _ head: RequestHead, _ routes: AppRoutes, _ responder: any ExchangeResponder,
        translate: @escaping ([EventEnvelope]) -> Delivery = Delivery.events
    ) -> any ExchangeReceiver {
        BodyGathering(for: responder) { body, responder in
            do throws(MeridianError) {
                let delivery = translate(try EventEnvelope.read(head, body))
                let outcome = EventAnswer(responder)
                try Dispatcher(routes: routes).dispatch(
                    delivery, with: surroundings(head), on: responder.eventLoop, completion: outcome.give)
            } catch {
                answer(Problem(error), to: head, responder)
            }
        }
    }

    private static func surroundings(_ head: RequestHead) -> Dispatcher.Surroundings {
        var fields: HTTPFields = [RequestID.fieldName: head.fields[RequestID.fieldName] ?? RequestID.make()]
        TraceContext(fields: head.fields)?.write(into: &fields)
        return Dispatcher.Surroundings(fields: fields)
    }

    private static func answer(_ problem: Problem, to head: RequestHead, _ responder: any ExchangeResponder) {
        let response = problem.response(requestID: head.fields[RequestID.fieldName] ?? "")
        guard let body = response.body.whole else { return }
        responder.respond(response.head, body: body)
    }
}

/// Belongs to the event loop of its responder.
private final class EventAnswer: @unchecked Sendable {
    private let responder: any ExchangeResponder

    init(_ responder: any ExchangeResponder) {
        self.responder = responder
    }

    func give(_ outcome: DeliveryOutcome) {
        switch outcome.problem {
        case nil: responder.respond(ResponseHead(status: 204), body: ByteBuffer())
        case let answer?:
            if let failure = answer.failure { return responder.fail(failure) }
            responder.respond(answer.head, body: answer.body)
        }
    }
}
