import HTTPTransport
import MeridianCore
import NIOCore

/// Keeps what comes of a request until it is known who receives it. Lives on one event loop.
final class DeferredExchange: ExchangeReceiver {
    private enum State {
        case waiting([(part: ByteBuffer, isLast: Bool)])
        case received(by: any ExchangeReceiver)
        /// Nobody wants the body.
        case refused
    }

    private let responder: any ExchangeResponder
    private var state = State.waiting([])
    /// The caller went away before anyone received the request.
    private(set) var isCancelled = false

    init(_ responder: any ExchangeResponder) {
        self.responder = responder
    }

    /// - Parameter receiver: `nil` when the request was answered already.
    func isReceived(by receiver: (any ExchangeReceiver)?) {
        guard case .waiting(let parts) = state else { return }
        state = receiver.map { .received(by: $0) } ?? .refused
        for part in parts { exchangeReceived(part.part, isLast: part.isLast) }
    }

    func exchangeReceived(_ body: ByteBuffer, isLast: Bool) {
        switch state {
        case .waiting(let parts): state = .waiting(parts + [(body, isLast)])
        case .received(let receiver): receiver.exchangeReceived(body, isLast: isLast)
        case .refused: responder.consumed(body.readableBytes)
        }
    }

    func exchangeBecameWritable() {
        if case .received(let receiver) = state { receiver.exchangeBecameWritable() }
    }

    func exchangeCancelled(_ error: MeridianError) {
        if case .received(let receiver) = state { return receiver.exchangeCancelled(error) }
        isCancelled = true
        state = .refused
    }
}
