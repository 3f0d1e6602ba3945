public import NIOCore

/// The worker's end of a connection, as a pure value: frames in, events out, bytes appended to the output that is
/// handed in. `Attachment` is what the owner knows a stream by.
public struct WorkerConnection<Attachment: Sendable>: Sendable {
    public enum Event: Sendable {
        /// The payload is an encoded ``WorkerInitialization``.
        case initialize(ByteBuffer)
        /// Answer with ``WorkerConnection/attach(_:to:)``.
        case invoke(StreamID, head: ByteBuffer, isEnd: Bool)
        case data(Attachment, ByteBuffer, isEnd: Bool)
        /// The stream may send again.
        case writable(Attachment)
        case cancelled(Attachment)
        case ping(ByteBuffer)
        case drain
        case nothing
    }

    @usableFromInline var initialized = false
    @usableFromInline var draining = false
    @usableFromInline var streams = StreamTable<Attachment?>(namesStreams: false)

    @inlinable public init() {}

    @inlinable public var openStreams: Int { streams.count }

    /// - Throws: ``WireError`` when the frame makes no sense here; the connection must be closed.
    @inlinable public mutating func receive(_ frame: Frame) throws(WireError) -> Event {
        switch frame.kind {
        case .initialize:
            guard !initialized else { throw unexpected(frame) }
            initialized = true
            return .initialize(frame.payload)
        case .invoke:
            guard initialized, !draining else { throw unexpected(frame) }
            try streams.open(frame.stream, nil)
            if frame.isEnd { streams[open: frame.stream].remoteEnded = true }
            return .invoke(frame.stream, head: frame.payload, isEnd: frame.isEnd)
        case .data, .credit, .cancel:
            return try receiveOnStream(frame)
        case .ping:
            guard !frame.isEnd else { throw unexpected(frame) }
            return .ping(frame.payload)
        case .drain:
            draining = true
            return .drain
        case .hello, .ready, .response, .error:
            throw unexpected(frame)
        }
    }

    @inlinable mutating func receiveOnStream(_ frame: Frame) throws(WireError) -> Event {
        let id = frame.stream
        switch streams.lookup(id) {
        case .neverOpened: throw unexpected(frame)
        // The gateway could not know yet that the answer was complete.
        case .closed: return .nothing
        case .open: break
        }
        switch frame.kind {
        case .data:
            try streams.receiveData(frame)
            guard let attachment = streams[open: id].attachment else { return .nothing }
            return .data(attachment, frame.payload, isEnd: frame.isEnd)
        case .credit:
            try streams.receiveCredit(frame)
            guard let attachment = streams[open: id].attachment else { return .nothing }
            return .writable(attachment)
        default:
            streams[open: id].remoteEnded = true
            guard let attachment = streams[open: id].attachment else { return .nothing }
            return .cancelled(attachment)
        }
    }

    @inlinable func unexpected(_ frame: Frame) -> WireError {
        WireError(.unexpectedFrame, "\(frame.kind) came on \(frame.stream) at the wrong moment")
    }

    // MARK: Sending

    /// Opens the conversation.
    @inlinable public func hello(into out: inout FrameOutput) {
        out.gathered.writeFrameHeader(.hello, stream: .connection, isEnd: false, length: 2)
        out.gathered.writeInteger(WireLimits.version)
    }

    @inlinable public func ready(into out: inout FrameOutput) {
        out.gathered.writeFrameHeader(.ready, stream: .connection, isEnd: false, length: 0)
    }

    /// Says why this worker can't serve.
    @inlinable public func failed(_ message: String, into out: inout FrameOutput) {
        writeError(.connection, message, into: &out)
    }

    @inlinable public mutating func attach(_ attachment: Attachment, to id: StreamID) {
        guard streams.isOpen(id) else { return }
        streams[open: id].attachment = attachment
    }

    /// Starts the answer.
    /// - Parameter isEnd: Whether the head is all there is.
    /// - Returns: `false` when the stream is gone, has its head already, or the head is over its maximum size.
    @inlinable public mutating func respond(
        _ id: StreamID, isEnd: Bool, into out: inout FrameOutput, head: (inout ByteBuffer) -> Void
    ) -> Bool {
        guard streams.isOpen(id), !streams[open: id].headSent else { return false }
        let header = out.gathered.writerIndex
        out.gathered.writeInteger(UInt64(0))
        head(&out.gathered)
        let length = out.gathered.writerIndex - header - FrameHeader.size
        guard length <= FrameKind.response.maximumPayload else {
            out.gathered.moveWriterIndex(to: header)
            return false
        }
        out.gathered.setInteger(FrameHeader(.response, stream: id, isEnd: isEnd, length: length).bits, at: header)
        streams[open: id].headSent = true
        if isEnd { streams.close(id) }
        return true
    }

    /// Sends a whole answer, where its body is small and within the stream's credit. Nothing is kept of it.
    /// - Parameters:
    ///   - length: Of the body, in bytes.
    ///   - head: Writes the head.
    ///   - body: Writes so many bytes.
    /// - Returns: `false`, with nothing sent, where it has to go bit by bit.
    @inlinable public mutating func respond(
        _ id: StreamID, length: Int, into out: inout FrameOutput, head: (inout ByteBuffer) -> Void,
        body: (inout ByteBuffer) -> Void
    ) -> Bool {
        guard length <= FrameOutput.copyLimit, streams.isOpen(id), streams[open: id].sendCredit >= length,
            respond(id, isEnd: false, into: &out, head: head)
        else { return false }
        out.gathered.writeFrameHeader(.data, stream: id, isEnd: true, length: length)
        body(&out.gathered)
        streams.close(id)
        return true
    }

    /// Sends what the stream's credit allows of the body; the rest stays in `body` until ``Event/writable(_:)``.
    /// The stream is over once its end is sent.
    @inlinable public mutating func send(_ id: StreamID, _ body: inout OutgoingBody, into out: inout FrameOutput) {
        guard streams.isOpen(id), streams[open: id].headSent else {
            body.clear()
            return
        }
        streams.writeData(id, &body, into: &out)
        if streams[open: id].localEnded { streams.close(id) }
    }

    /// Ends a stream without (the rest of) its answer.
    @inlinable public mutating func fail(_ id: StreamID, _ message: String, into out: inout FrameOutput) {
        guard streams.isOpen(id) else { return }
        writeError(id, message, into: &out)
        streams.close(id)
    }

    /// The owner has dealt with this much of the request's body.
    @inlinable public mutating func consumed(_ id: StreamID, _ bytes: Int, into out: inout FrameOutput) {
        streams.consume(id, bytes, into: &out)
    }

    @inlinable public func pong(_ payload: ByteBuffer, into out: inout FrameOutput) {
        out.write(Frame(.ping, isEnd: true, payload: payload))
    }

    /// The connection is gone: every stream whose answer was not complete.
    @inlinable public mutating func close() -> [Attachment] {
        streams.closeAll().compactMap { $0 }
    }

    @inlinable func writeError(_ id: StreamID, _ message: String, into out: inout FrameOutput) {
        let bytes = Array(message.utf8.prefix(FrameKind.error.maximumPayload))
        out.gathered.writeFrameHeader(.error, stream: id, isEnd: true, length: bytes.count)
        out.gathered.writeBytes(bytes)
    }
}
