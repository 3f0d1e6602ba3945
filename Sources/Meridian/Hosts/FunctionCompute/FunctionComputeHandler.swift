import HTTPTransport
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
            let turn = InstanceTurn("PreStop", id, responder)
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
        InstanceTurn(name, id, responder).end()
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
            let turn = InstanceTurn("Invoke", id, responder)
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
