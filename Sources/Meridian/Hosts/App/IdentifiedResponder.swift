import HTTPTransport
import MeridianCore
import NIOCore

/// Tells the caller the id of its request, as the gateway of a platform does.
final class IdentifiedResponder: ExchangeResponder {
    private let base: any ExchangeResponder
    private let request: RequestHead

    init(_ base: any ExchangeResponder, _ request: RequestHead) {
        self.base = base
        self.request = request
    }

    var eventLoop: any EventLoop { base.eventLoop }

    func respond(_ head: ResponseHead, body: ByteBuffer) { base.respond(identified(head), body: body) }

    func start(_ head: ResponseHead) { base.start(identified(head)) }

    func write(_ body: ByteBuffer) -> Bool { base.write(body) }

    func end() { base.end() }

    func fail(_ error: MeridianError) { base.fail(error) }

    func consumed(_ bytes: Int) { base.consumed(bytes) }

    private func identified(_ head: ResponseHead) -> ResponseHead {
        var head = head
        head.fields.identify(by: request.fields)
        return head
    }
}
