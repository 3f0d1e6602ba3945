public import NIOCore

/// Cuts the bytes of a connection into frames. Payloads are slices of what was fed, not copies.
public struct FrameDecoder: Sendable {
    private var pending = ByteBuffer()

    public init() {}

    /// Bytes that wait for the rest of their frame.
    public var bufferedBytes: Int { pending.readableBytes }

    public mutating func feed(_ bytes: ByteBuffer) {
        if pending.readableBytes == 0 {
            pending = bytes
        } else {
            pending.writeImmutableBuffer(bytes)
        }
    }

    /// - Returns: The next whole frame, or `nil` until more bytes come.
    /// - Throws: ``WireError`` for an unknown kind or flag, or a length over the kind's maximum; the connection
    ///   can't go on after that.
    public mutating func next() throws(WireError) -> Frame? {
        guard let bits = pending.getInteger(at: pending.readerIndex, as: UInt64.self) else {
            if pending.readableBytes == 0 { pending = ByteBuffer() }
            return nil
        }
        let header = FrameHeader(bits: bits)
        guard let kind = FrameKind(rawValue: header.kindBits) else {
            throw WireError(.malformedFrame, "a frame has the unknown kind \(header.kindBits)")
        }
        guard header.flagBits & ~1 == 0 else {
            throw WireError(.malformedFrame, "a \(kind) frame has the unknown flags \(header.flagBits)")
        }
        let length = header.length
        guard length <= kind.maximumPayload else {
            throw WireError(
                .frameTooLarge, "a \(kind) frame of \(length) bytes is over its maximum of \(kind.maximumPayload)")
        }
        let needed = FrameHeader.size + length
        guard pending.readableBytes >= needed else {
            pending.reserveCapacity(minimumWritableBytes: needed - pending.readableBytes)
            return nil
        }
        pending.moveReaderIndex(forwardBy: FrameHeader.size)
        guard let payload = pending.readSlice(length: length) else { return nil }
        return Frame(kind, stream: header.stream, isEnd: header.flagBits & 1 == 1, payload: payload)
    }
}
