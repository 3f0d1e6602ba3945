public import NIOCore

/// The gateway's end of a connection to a worker, as a pure value: frames in, events out, bytes appended to the
/// output that is handed in. `Attachment` is what the owner knows a stream by.
public struct CallerConnection<Attachment: Sendable>: Sendable {
    public enum Event: Sendable {
        case ready
        case response(Attachment, head: ByteBuffer, isEnd: Bool)
        case data(Attachment, ByteBuffer, isEnd: Bool)
        /// The stream may send again.
        case writable(Attachment)
        /// The worker gave up on one invocation; the payload is its message.
        case failed(Attachment, ByteBuffer)
        /// The worker can't serve at all; the payload is its message.
        case workerFailed(ByteBuffer)
        case pong(ByteBuffer)
        /// A cancelled stream is over.
        case released(Attachment)
        case nothing
    }

    @usableFromInline
    enum Phase: Sendable {
        case awaitingHello, awaitingReady, ready
    }

    @usableFromInline var phase = Phase.awaitingHello
    @usableFromInline var streams = StreamTable<Attachment>(namesStreams: true)
    @usableFromInline var lastInvoke: (id: StreamID, header: Int, end: Int)?

    @inlinable public init() {}

    /// Streams that are open, cancelled ones included until the worker let go of them.
    @inlinable public var openStreams: Int { streams.count }

    /// What is attached to the open streams, by slot.
    @inlinable public var attachments: [Attachment] { streams.attachments }

    @inlinable public func isOpen(_ id: StreamID) -> Bool { streams.isOpen(id) }

    @inlinable public var isReady: Bool { phase == .ready }

    /// - Throws: ``WireError`` when the frame makes no sense here; the connection must be closed.
    @inlinable public mutating func receive(_ frame: Frame) throws(WireError) -> Event {
        switch frame.kind {
        case .hello:
            guard phase == .awaitingHello else { throw unexpected(frame) }
            guard let version = frame.payload.getInteger(at: frame.payload.readerIndex, as: UInt16.self) else {
                throw WireError(.malformedFrame, "HELLO has no version")
            }
            guard version == WireLimits.version else {
                throw WireError(
                    .versionMismatch,
                    "the worker speaks version \(version) of the wire, the platform \(WireLimits.version); "
                        + "build the service again")
            }
            phase = .awaitingReady
            return .nothing
        case .ready:
            guard phase == .awaitingReady else { throw unexpected(frame) }
            phase = .ready
            return .ready
        case .error where frame.stream == .connection:
            return .workerFailed(frame.payload)
        case .ping:
            guard frame.isEnd else { throw unexpected(frame) }
            return .pong(frame.payload)
        case .response, .data, .credit, .error:
            guard phase == .ready else { throw unexpected(frame) }
            return try receiveOnStream(frame)
        case .initialize, .invoke, .cancel, .drain:
            throw unexpected(frame)
        }
    }

    @inlinable mutating func receiveOnStream(_ frame: Frame) throws(WireError) -> Event {
        let id = frame.stream
        guard streams.isOpen(id) else { throw unexpected(frame) }
        switch frame.kind {
        case .response:
            guard !streams[open: id].headReceived else { throw unexpected(frame) }
            streams[open: id].headReceived = true
            if frame.isEnd { streams[open: id].remoteEnded = true }
        case .data:
            guard streams[open: id].headReceived else { throw unexpected(frame) }
            try streams.receiveData(frame)
        case .credit:
            try streams.receiveCredit(frame)
        default:
            streams[open: id].remoteEnded = true
        }
        let attachment = streams[open: id].attachment
        let cancelled = streams[open: id].cancelled
        if streams[open: id].remoteEnded { streams.close(id) }
        if cancelled { return streams.isOpen(id) ? .nothing : .released(attachment) }
        switch frame.kind {
        case .response: return .response(attachment, head: frame.payload, isEnd: frame.isEnd)
        case .data: return .data(attachment, frame.payload, isEnd: frame.isEnd)
        case .credit: return .writable(attachment)
        default: return .failed(attachment, frame.payload)
        }
    }

    @inlinable func unexpected(_ frame: Frame) -> WireError {
        WireError(.unexpectedFrame, "\(frame.kind) came on \(frame.stream) at the wrong moment")
    }

    // MARK: Sending

    /// Opens the conversation.
    /// - Parameter payload: An encoded ``WorkerInitialization``.
    @inlinable public func initialize(_ payload: ByteBuffer, into out: inout FrameOutput) {
        out.write(Frame(.initialize, payload: payload))
    }

    /// Opens a stream. `head` is called to append the head's bytes; a worker that is not ready yet keeps it until
    /// it is.
    /// - Returns: `nil` when no stream is free, or the head is over its maximum size; nothing is written then.
    @inlinable public mutating func invoke(
        _ attachment: Attachment, into out: inout FrameOutput, head: (inout ByteBuffer) -> Void
    ) -> StreamID? {
        guard let id = streams.open(attachment) else { return nil }
        let header = out.gathered.writerIndex
        out.gathered.writeInteger(UInt64(0))
        head(&out.gathered)
        let length = out.gathered.writerIndex - header - FrameHeader.size
        guard length <= FrameKind.invoke.maximumPayload else {
            streams.close(id)
            out.gathered.moveWriterIndex(to: header)
            return nil
        }
        out.gathered.setInteger(FrameHeader(.invoke, stream: id, isEnd: false, length: length).bits, at: header)
        lastInvoke = (id, header, out.gathered.writerIndex)
        return id
    }

    /// Sends what the stream's credit allows of the body; the rest stays in `body` until ``Event/writable(_:)``.
    /// An end right behind the head it belongs to costs no frame of its own.
    @inlinable public mutating func send(_ id: StreamID, _ body: inout OutgoingBody, into out: inout FrameOutput) {
        guard streams.isOpen(id), !streams[open: id].localEnded else {
            body.clear()
            return
        }
        if body.isEnded, body.readableBytes == 0, let last = lastInvoke, last.id == id,
            last.end == out.gathered.writerIndex,
            let bits = out.gathered.getInteger(at: last.header, as: UInt64.self)
        {
            out.gathered.setInteger(bits | FrameHeader.endFlag, at: last.header)
            streams[open: id].localEnded = true
            return
        }
        streams.writeData(id, &body, into: &out)
    }

    /// Forgets where the last head stands; to be called whenever `out` was handed to the socket.
    @inlinable public mutating func didFlush() {
        lastInvoke = nil
    }

    /// The owner has dealt with this much of the answer's body.
    @inlinable public mutating func consumed(_ id: StreamID, _ bytes: Int, into out: inout FrameOutput) {
        streams.consume(id, bytes, into: &out)
    }

    /// Nothing more of this stream is reported; it stays open until the worker lets go of it.
    @inlinable public mutating func cancel(_ id: StreamID, into out: inout FrameOutput) {
        guard streams.isOpen(id), !streams[open: id].cancelled else { return }
        streams[open: id].cancelled = true
        streams[open: id].localEnded = true
        out.gathered.writeFrameHeader(.cancel, stream: id, isEnd: true, length: 0)
    }

    @inlinable public func ping(_ token: UInt64, into out: inout FrameOutput) {
        out.gathered.writeFrameHeader(.ping, stream: .connection, isEnd: false, length: 8)
        out.gathered.writeInteger(token)
    }

    @inlinable public func drain(into out: inout FrameOutput) {
        out.gathered.writeFrameHeader(.drain, stream: .connection, isEnd: false, length: 0)
    }

    /// The connection is gone: every stream that still waits for its answer.
    @inlinable public mutating func close() -> [Attachment] {
        streams.closeAll()
    }
}
