import HTTPTransport
import MeridianCore
import NIOCore

extension Execution: ExchangeReceiver {
    func exchangeReceived(_ part: ByteBuffer, isLast: Bool) {
        guard let responder else { return }
        if let stream = course?.stream { return receive(part, isLast: isLast, into: stream) }
        guard !hasRun, let limit = function.body.limit else { return }
        guard (body?.readableBytes ?? 0) + part.readableBytes <= limit else { return refuseBody(limit: limit) }
        append(part)
        if part.readableBytes > 0 { responder.consumed(part.readableBytes) }
        if isLast { run() }
    }

    /// With room at once for as much as is announced.
    private func append(_ part: ByteBuffer) {
        guard var body = self.body.take(), body.readableBytes > 0 else { return self.body = part }
        let missing = (course?.announcedBytes ?? 0) - body.readableBytes
        body.reserveCapacity(minimumWritableBytes: max(missing, part.readableBytes))
        body.writeImmutableBuffer(part)
        self.body = body
    }

    private func receive(_ part: ByteBuffer, isLast: Bool, into stream: BodyStream) {
        going.streamedBytes += part.readableBytes
        guard let limit = function.body.limit, going.streamedBytes > limit else {
            return stream.receive(part, isLast: isLast)
        }
        stream.fail(bodyTooLarge(limit: limit))
    }

    func exchangeBecameWritable() {
        course?.outlet?.flush()
    }

    func exchangeCancelled(_ error: MeridianError) {
        guard responder != nil else { return }
        course?.task?.cancel()
        course?.stream?.fail(error)
        finish()
    }
}
