import HTTPTransport
import MeridianCore
import NIOCore

/// Gives the requests of an ordinary app to its functions, on one event loop.
final class AppHandler: ExchangeHandler {
    private static let eventsPath = Array("/.meridian/events".utf8)

    private let routes: AppRoutes

    init(_ routes: AppRoutes) {
        self.routes = routes
    }

    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        let method = head.method
        let match = head.target.withUnsafeReadableBytes { target in
            routes.router.match(method, path: Self.path(of: target))
        }
        if case .found(let target) = match {
            return routes.table.invoke(
                function: target.function, trigger: target.trigger, request: head, timeout: target.timeout,
                responder: responder)
        }
        return handleOther(match, head, responder)
    }

    private static func path(of target: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
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
            return EventDelivery(head, routes, responder)
        case .notFound:
            var problem = Problem(
                .functionNotFound, "no function answers \(head.method) \(head.path)", status: 404)
            if routes.table.isDevelopment {
                problem.extensions["functions"] = .array(routes.listing.map(JSONValue.string))
            }
            return routes.table.refuse(problem, head, responder)
        }
    }

    private func refuse(
        _ head: RequestHead, _ methods: [HTTPMethod], _ responder: any ExchangeResponder
    ) -> (any ExchangeReceiver)? {
        var allowed = methods.map(\.rawValue)
        if methods.contains(.get), !methods.contains(.head) { allowed.append("HEAD") }
        var problem = Problem(
            .methodNotAllowed, "\(head.path) does not take \(head.method); it takes \(allowed.joined(separator: ", "))",
            status: 405)
        problem.fields.set("allow", allowed.joined(separator: ", "))
        return routes.table.refuse(problem, head, responder)
    }
}
