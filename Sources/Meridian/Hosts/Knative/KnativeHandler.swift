import HTTPTransport
import MeridianCore
import NIOCore

/// Gives requests to functions as an ordinary app does, and beside them takes CloudEvents at the root and answers the
/// probes of a container.
final class KnativeHandler: ExchangeHandler {
    /// Probes: whether the process lives, and whether requests should come.
    private static let livePath = "/.meridian/live"
    private static let readyPath = "/.meridian/ready"

    private let routes: AppRoutes
    private let requests: AppHandler
    private let isReady: @Sendable () -> Bool

    init(_ routes: AppRoutes, isReady: @escaping @Sendable () -> Bool) {
        self.routes = routes
        self.isReady = isReady
        requests = AppHandler(routes)
    }

    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        if head.method == .post, Self.isEvent(head.fields) {
            let path = head.path
            if path == "/" || path.utf8.elementsEqual(AppHandler.eventsPath) {
                return EventDelivery.receiver(head, routes, responder, translate: KnativeEvent.read)
            }
        } else if head.method == .get || head.method == .head {
            let path = head.path
            if path == Self.livePath { return probe(true, responder) }
            if path == Self.readyPath { return probe(isReady(), responder) }
        }
        return requests.handle(head, responder: responder)
    }

    /// Whether a request says of itself that it carries events, in any content mode.
    private static func isEvent(_ fields: HTTPFields) -> Bool {
        fields.has("ce-specversion")
            || fields["content-type"]?.lowercased().hasPrefix("application/cloudevents") == true
    }

    private func probe(_ isWell: Bool, _ responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        let fields: HTTPFields = ["content-type": "text/plain", "cache-control": "no-store"]
        responder.respond(
            ResponseHead(status: isWell ? 200 : 503, fields: fields),
            body: ByteBuffer(string: isWell ? "ok\n" : "not ready\n"))
        return nil
    }
}
