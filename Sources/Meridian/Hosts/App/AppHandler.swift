import HTTPTransport
import MeridianCore
import NIOCore

/// Gives the requests of an ordinary app to its functions, on one event loop.
final class AppHandler: ExchangeHandler {
    /// Where events are taken, in every content mode.
    static let eventsPath = Array("/.meridian/events".utf8)

    private let routes: AppRoutes

    init(_ routes: AppRoutes) {
        self.routes = routes
    }

    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        handle(head, within: nil, responder: responder)
    }

    /// - Parameter limit: The time that a platform gives; a function may have less.
    func handle(
        _ head: consuming RequestHead, within limit: TimeAmount?, responder: any ExchangeResponder
    ) -> (any ExchangeReceiver)? {
        let match = match(head)
        if case .found(let target) = match {
            return routes.table.invoke(
                function: target.function, trigger: target.trigger, request: consume head,
                timeout: limit.map { min($0, target.timeout) } ?? target.timeout, responder: responder)
        }
        return handleOther(match, head, responder)
    }

    private func match(_ head: borrowing RequestHead) -> Router<AppRoutes.Target>.Match {
        let method = head.method
        return head.target.withUnsafeReadableBytes { routes.router.match(method, path: Self.path(of: $0)) }
    }

    static func path(of target: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: target.prefix { $0 != UInt8(ascii: "?") })
    }

    /// What no function takes.
    private func handleOther(
        _ match: Router<AppRoutes.Target>.Match, _ head: RequestHead, _ responder: any ExchangeResponder
    ) -> (any ExchangeReceiver)? {
        switch match {
        case .found: return nil
        case .methodNotAllowed(let methods):
            return refuse(head, methods, responder)
        case .notFound
        where head.target.withUnsafeReadableBytes { Self.path(of: $0).elementsEqual(Self.eventsPath) }:
            guard head.method == .post else { return refuse(head, [.post], responder) }
            return EventDelivery.receiver(head, routes, responder)
        case .notFound:
            var problem = Problem(.noFunction(answering: head))
            if routes.table.isDevelopment {
                problem.extensions["functions"] = .array(routes.listing.map(JSONValue.string))
            }
            return routes.table.refuse(problem, head, responder)
        }
    }

    private func refuse(
        _ head: RequestHead, _ methods: [HTTPMethod], _ responder: any ExchangeResponder
    ) -> (any ExchangeReceiver)? {
        var problem = Problem(.methodNotAllowed(head, taking: methods))
        problem.fields.set("allow", methods.listed)
        return routes.table.refuse(problem, head, responder)
    }
}
