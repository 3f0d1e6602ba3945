import HTTPTransport
import MeridianCore
import NIOCore

/// Takes what OpenWhisk asks of an action's container.
final class WhiskHandler: ExchangeHandler {
    private let routes: AppRoutes
    private let lifecycle: WhiskLifecycle
    private let marks: @Sendable () -> Void

    /// An activation's parameters have at most 1 MB by default; operators may allow more.
    private static let maxActivation = 48 << 20

    init(_ routes: AppRoutes, _ lifecycle: WhiskLifecycle, marks: @escaping @Sendable () -> Void) {
        self.routes = routes
        self.lifecycle = lifecycle
        self.marks = marks
    }

    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        switch (head.method, head.path) {
        case (.post, "/init"):
            return BodyGathering(for: responder, limit: Self.maxActivation) { [self] body, responder in
                initialize(JSONMembers(body), WhiskReply(responder, marks: marks))
            }
        case (.post, "/run"):
            return BodyGathering(for: responder, limit: Self.maxActivation) { [self] body, responder in
                let reply = WhiskReply(responder, marks: marks)
                let (lifecycle, routes) = (lifecycle, routes)
                Task {
                    do {
                        try await lifecycle.started()
                        reply.eventLoop.execute { WhiskActivation(body, routes, reply).run() }
                    } catch {
                        reply.eventLoop.execute { reply.fail(error) }
                    }
                }
            }
        default:
            responder.fail(
                MeridianError(
                    .functionNotFound,
                    "OpenWhisk asks for POST /init and POST /run, not for \(head.method) \(head.path)",
                    status: 404))
            return nil
        }
    }

    private func initialize(_ message: JSONMembers?, _ reply: WhiskReply) {
        guard lifecycle.initialize(message?.object("value")) else {
            return reply.refuse(403, "the action has been initialised before")
        }
        Task { [lifecycle] in
            do {
                try await lifecycle.started()
                reply.eventLoop.execute { reply.give(ByteBuffer(string: #"{"ok":true}"#), isActivation: false) }
            } catch {
                reply.eventLoop.execute { reply.fail(error) }
            }
        }
    }
}
