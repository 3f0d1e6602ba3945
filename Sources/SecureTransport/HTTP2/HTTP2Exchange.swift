import HTTPTransport
import MeridianCore
import NIOCore

/// The responder of one stream. It lets go of its stream when the exchange is over, so whatever a late handler calls
/// then reaches nobody.
final class HTTP2Exchange: ExchangeResponder {
    let eventLoop: any EventLoop
    private var stream: HTTP2Stream?

    init(_ stream: HTTP2Stream, on eventLoop: any EventLoop) {
        self.stream = stream
        self.eventLoop = eventLoop
    }

    func detach() { stream = nil }

    func respond(_ head: ResponseHead, body: ByteBuffer) { stream?.respond(head, body: body) }

    func start(_ head: ResponseHead) { stream?.start(head) }

    func write(_ body: ByteBuffer) -> Bool { stream?.write(body) ?? true }

    func end() { stream?.end() }

    func fail(_ error: MeridianError) { stream?.fail(error) }

    func consumed(_ bytes: Int) { stream?.consumed(bytes) }
}
