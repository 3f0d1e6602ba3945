import HTTPTransport
import MeridianCore
import NIOCore

/// Adds the cookie to an answer that keeps a page with its release. Otherwise the answer goes out as it is.
final class PinningResponder: ExchangeResponder {
    private let responder: any ExchangeResponder
    private let cookie: String

    init(_ responder: any ExchangeResponder, cookie: String) {
        self.responder = responder
        self.cookie = cookie
    }

    var eventLoop: any EventLoop { responder.eventLoop }

    func respond(_ head: ResponseHead, body: ByteBuffer) { responder.respond(pinned(head), body: body) }

    func start(_ head: ResponseHead) { responder.start(pinned(head)) }

    func write(_ body: ByteBuffer) -> Bool { responder.write(body) }

    func end() { responder.end() }

    func fail(_ error: MeridianError) { responder.fail(error) }

    func consumed(_ bytes: Int) { responder.consumed(bytes) }

    func began(_ beginning: CallBeginning) { responder.began(beginning) }

    var upgradeOffer: UpgradeOffer { responder.upgradeOffer }

    func upgrade(_ fields: HTTPFields, to connection: any UpgradedConnection) {
        responder.upgrade(fields, to: connection)
    }

    private func pinned(_ head: ResponseHead) -> ResponseHead {
        var head = head
        head.fields.append("set-cookie", cookie)
        return head
    }
}
