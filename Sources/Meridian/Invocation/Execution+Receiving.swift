import HTTPTransport
import MeridianCore
import NIOCore

extension Execution: ExchangeReceiver {
    func exchangeReceived(_ part: ByteBuffer, isLast: Bool) {
        guard let responder else { return }
        if let stream { return receive(part, isLast: isLast, into: stream) }
        guard !hasRun, let limit = function.body.limit else { return }
        guard body.readableBytes + part.readableBytes <= limit else { return refuseBody(limit: limit) }
        if body.readableBytes == 0 { body = part } else { append(part) }
        if part.readableBytes > 0 { responder.consumed(part.readableBytes) }
        if isLast { run() }
    }

    /// With room at once for as much as is announced.
    private func append(_ part: ByteBuffer) {
        body.reserveCapacity(minimumWritableBytes: max(announcedBytes - body.readableBytes, part.readableBytes))
        body.writeImmutableBuffer(part)
    }

    private func receive(_ part: ByteBuffer, isLast: Bool, into stream: BodyStream) {
        streamedBytes += part.readableBytes
        guard let limit = function.body.limit, streamedBytes > limit else {
            return stream.receive(part, isLast: isLast)
        }
        stream.fail(bodyTooLarge(limit: limit))
    }

    func exchangeBecameWritable() {
        let writers = blockedWriters
        blockedWriters = []
        for writer in writers { writer.resume() }
    }

    func exchangeCancelled(_ error: MeridianError) {
        guard responder != nil else { return }
        task?.cancel()
        stream?.fail(error)
        finish()
    }
}
