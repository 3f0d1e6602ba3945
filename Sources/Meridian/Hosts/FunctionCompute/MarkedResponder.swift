import HTTPTransport
import MeridianCore
import NIOCore

/// Marks begin and end of a request in the log, and answers with Function Compute's id of it. Otherwise the answer goes
/// out as it is.
final class MarkedResponder: ExchangeResponder {
    private let responder: any ExchangeResponder
    private let id: String
    private var isOver = false

    init(_ responder: any ExchangeResponder, _ id: String) {
        self.responder = responder
        self.id = id
        StandardStream.print("FC Invoke Start RequestId: \(id)")
    }

    var eventLoop: any EventLoop { responder.eventLoop }

    var platform: (any AnyObject & Sendable)? { responder.platform }

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        over()
        responder.respond(identified(head), body: body)
    }

    func start(_ head: ResponseHead) { responder.start(identified(head)) }

    func write(_ body: ByteBuffer) -> Bool { responder.write(body) }

    func end() {
        over()
        responder.end()
    }

    func fail(_ error: MeridianError) {
        over()
        responder.fail(error)
    }

    func consumed(_ bytes: Int) { responder.consumed(bytes) }

    var upgradeOffer: UpgradeOffer { responder.upgradeOffer }

    func upgrade(_ fields: HTTPFields, to connection: any UpgradedConnection) {
        responder.upgrade(fields, to: connection)
    }

    /// Without the fields that Function Compute keeps for itself, and with its id of the request.
    private func identified(_ head: ResponseHead) -> ResponseHead {
        var head = head
        for (name, _) in head.fields.pairs where name.hasPrefix("x-fc-") { head.fields.remove(name) }
        head.fields.identify(id)
        return head
    }

    private func over() {
        guard !isOver else { return }
        isOver = true
        StandardStream.print("FC Invoke End RequestId: \(id)")
    }
}
