import HTTPTransport
import JSONCodec
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

/// The answer to OpenWhisk. Belongs to the event loop of its responder.
final class WhiskReply: @unchecked Sendable {
    private let responder: any ExchangeResponder
    private let marks: @Sendable () -> Void
    let eventLoop: any EventLoop

    init(_ responder: any ExchangeResponder, marks: @escaping @Sendable () -> Void) {
        self.responder = responder
        self.marks = marks
        eventLoop = responder.eventLoop
    }

    /// - Parameter isActivation: Whether what was logged belongs to an activation, and is to be ended.
    func give(_ document: ByteBuffer, isActivation: Bool = true) {
        respond(200, document, isActivation: isActivation)
    }

    /// The action itself can't run.
    func fail(_ error: any Error) {
        refuse(502, (error as? MeridianError)?.description ?? "\(error)")
    }

    func refuse(_ status: Int, _ message: String) {
        respond(status, Self.error(message), isActivation: true)
    }

    /// What OpenWhisk takes for an activation that has failed.
    static func error(_ message: String) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.write(message)
        writer.endObject()
        return writer.finish()
    }

    private func respond(_ status: Int, _ document: ByteBuffer, isActivation: Bool) {
        // Whoever reads the logs waits for the marks once it has the answer.
        if isActivation { marks() }
        responder.respond(
            ResponseHead(status: status, fields: ["content-type": "application/json"]), body: document)
    }
}
