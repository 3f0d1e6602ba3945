import HTTPTransport
import MeridianCore
import NIOCore

/// Reads the body of an exchange whole, and only then goes on.
///
/// Lives on the event loop of its exchange.
final class BodyGathering: ExchangeReceiver {
    private let limit: Int
    private var responder: (any ExchangeResponder)?
    private var next: ((ByteBuffer, any ExchangeResponder) -> Void)?
    private var body = ByteBuffer()

    /// - Parameters:
    ///   - limit: The most bytes that are taken; beyond it the caller is told `MER-1103` (413).
    ///   - next: Called once with the whole body, unless the caller goes away before.
    init(
        for responder: any ExchangeResponder, limit: Int = BodyReading.defaultLimit,
        next: @escaping (ByteBuffer, any ExchangeResponder) -> Void
    ) {
        self.responder = responder
        self.limit = limit
        self.next = next
    }

    func exchangeReceived(_ part: ByteBuffer, isLast: Bool) {
        guard let responder, let next else { return }
        guard body.readableBytes + part.readableBytes <= limit else {
            end()
            return responder.fail(
                MeridianError(.bodyTooLarge, "the body is larger than the \(limit) bytes taken at a time", status: 413))
        }
        if body.readableBytes == 0 { body = part } else { body.writeImmutableBuffer(part) }
        if part.readableBytes > 0 { responder.consumed(part.readableBytes) }
        guard isLast else { return }
        end()
        next(body, responder)
    }

    func exchangeBecameWritable() {}

    func exchangeCancelled(_ error: MeridianError) { end() }

    private func end() {
        responder = nil
        next = nil
    }
}
