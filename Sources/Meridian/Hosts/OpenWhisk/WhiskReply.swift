import HTTPTransport
import JSONCodec
import MeridianCore
import NIOCore

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
