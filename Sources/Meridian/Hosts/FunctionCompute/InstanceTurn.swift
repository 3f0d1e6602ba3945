import HTTPTransport
import MeridianCore
import NIOCore

/// One thing that an instance is asked to do, between two marks in its log. Belongs to the event loop of its responder.
final class InstanceTurn: @unchecked Sendable {
    private let name: String
    private let id: String
    private let responder: any ExchangeResponder

    init(_ name: String, _ id: String, _ responder: any ExchangeResponder) {
        self.name = name
        self.id = id
        self.responder = responder
        StandardStream.print("FC \(name) Start RequestId: \(id)")
    }

    func end() {
        mark()
        respond(200, "text/plain", ByteBuffer())
    }

    func end(_ outcome: DeliveryOutcome) {
        if let failure = outcome.failure { return end(failure) }
        mark()
        let type = outcome.answer?.head.fields["content-type"] ?? "application/octet-stream"
        respond(200, type, outcome.answer?.body ?? ByteBuffer())
    }

    func end(_ failure: DeliveryFailure) {
        mark(", Error: \(failure.type): \(failure.message)")
        respond(404, "application/json", failure.document)
    }

    private func mark(_ end: String = "") {
        StandardStream.print("FC \(name) End RequestId: \(id)" + end)
    }

    private func respond(_ status: Int, _ type: String, _ body: ByteBuffer) {
        let fields: HTTPFields = [
            "content-type": type, "x-fc-status": String(status), RequestID.fieldName: id,
        ]
        responder.respond(ResponseHead(status: status, fields: fields), body: body)
    }
}
