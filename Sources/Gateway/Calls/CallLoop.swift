import HTTPTransport
import MeridianCore

/// Takes the calls that services make to each other, on one event loop: they go the way of all requests, but must name
/// a service that there is, and may not go round in circles.
final class CallLoop: ExchangeHandler, Sendable {
    private let loop: GatewayLoop

    init(_ loop: GatewayLoop) {
        self.loop = loop
    }

    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        let head = head
        do throws(MeridianError) {
            try CallFields.check(depth: CallFields.depth(of: head.fields))
            try loop.checkService(of: head)
            return loop.handle(head, responder: responder, isTrusted: true)
        } catch {
            loop.refuse(responder, head, error)
            return nil
        }
    }
}
