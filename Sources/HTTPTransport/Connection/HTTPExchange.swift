import MeridianCore
import NIOCore

/// The responder of one request. It lets go of its connection when the exchange is over, so whatever a late handler
/// calls then reaches nobody, and least of all the next request on the same connection.
final class HTTPExchange: ExchangeResponder {
    let eventLoop: any EventLoop
    private var connection: HTTPConnection?

    init(_ connection: HTTPConnection, on eventLoop: any EventLoop) {
        self.connection = connection
        self.eventLoop = eventLoop
    }

    func detach() {
        connection = nil
    }

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        connection?.respond(head, body: body)
    }

    func respond(_ head: ResponseHead, text: String) {
        connection?.respond(head, text: text)
    }

    func start(_ head: ResponseHead) {
        connection?.start(head)
    }

    func write(_ body: ByteBuffer) -> Bool {
        connection?.write(body) ?? true
    }

    func end() {
        connection?.end()
    }

    func fail(_ error: MeridianError) {
        connection?.fail(error)
    }

    func consumed(_ bytes: Int) {
        connection?.consumed(bytes)
    }

    var upgradeOffer: UpgradeOffer { connection?.upgradeOffer ?? .none }

    func upgrade(_ fields: HTTPFields, to upgraded: any UpgradedConnection) {
        connection?.upgrade(fields, to: upgraded)
    }
}
