public import NIOCore

/// Cuts the bytes of a connection into frames. Payloads are slices of what was fed.
///
/// A DATA frame that comes in pieces is handed on in pieces, for where a body is divided means nothing. Of other kinds
/// the pieces are put together first.
public struct FrameDecoder: Sendable {
    /// The DATA frame whose payload is coming in.
    private struct Incoming {
        let stream: StreamID
        let isEnd: Bool
        var remaining: Int
    }

    /// The beginning of a frame whose rest has not come.
    private var partial = ByteBuffer()
    private var pending = ByteBuffer()
    private var incoming: Incoming?

    public init() {}

    /// Bytes that wait for the rest of their frame.
    public var bufferedBytes: Int { partial.readableBytes + pending.readableBytes }

    /// Takes what has come. To be called when ``next()`` has returned `nil`.
    public mutating func feed(_ bytes: ByteBuffer) {
        if pending.readableBytes == 0 {
            pending = bytes
        } else {
            pending.writeImmutableBuffer(bytes)
        }
    }

    /// - Returns: The next frame, or `nil` until more bytes come.
    /// - Throws: ``WireError`` for an unknown kind or flag, or a length over the kind's maximum; the connection
    ///   can't go on after that.
    public mutating func next() throws(WireError) -> Frame? {
        if incoming != nil { return nextPiece() }
        if partial.readableBytes > 0 { return try nextOfPieces() }
        guard let bits = pending.getInteger(at: pending.readerIndex, as: UInt64.self) else {
            keepRest(of: FrameHeader.size)
            return nil
        }
        let (header, kind) = try Self.checked(bits)
        let needed = FrameHeader.size + header.length
        guard pending.readableBytes >= needed else {
            if kind == .data {
                pending.moveReaderIndex(forwardBy: FrameHeader.size)
                return begin(header)
            }
            keepRest(of: needed)
            return nil
        }
        pending.moveReaderIndex(forwardBy: FrameHeader.size)
        guard let payload = pending.readSlice(length: header.length) else { return nil }
        return Frame(kind, stream: header.stream, isEnd: header.flagBits & 1 == 1, payload: payload)
    }

    private mutating func begin(_ header: FrameHeader) -> Frame? {
        incoming = Incoming(stream: header.stream, isEnd: header.flagBits & 1 == 1, remaining: header.length)
        return nextPiece()
    }

    private mutating func nextPiece() -> Frame? {
        guard var frame = incoming else { return nil }
        let count = min(frame.remaining, pending.readableBytes)
        guard count > 0, let piece = pending.readSlice(length: count) else {
            pending = ByteBuffer()
            return nil
        }
        frame.remaining -= count
        incoming = frame.remaining > 0 ? frame : nil
        return Frame(.data, stream: frame.stream, isEnd: frame.isEnd && frame.remaining == 0, payload: piece)
    }

    private mutating func nextOfPieces() throws(WireError) -> Frame? {
        complete(to: FrameHeader.size)
        guard let bits = partial.getInteger(at: partial.readerIndex, as: UInt64.self) else { return nil }
        let (header, kind) = try Self.checked(bits)
        if kind == .data, header.length > 0 {
            partial = ByteBuffer()
            return begin(header)
        }
        let needed = FrameHeader.size + header.length
        complete(to: needed)
        guard partial.readableBytes == needed else { return nil }
        var payload = partial
        payload.moveReaderIndex(forwardBy: FrameHeader.size)
        partial = ByteBuffer()
        return Frame(kind, stream: header.stream, isEnd: header.flagBits & 1 == 1, payload: payload)
    }

    /// Moves what is there of the first `size` bytes of a frame.
    private mutating func complete(to size: Int) {
        let count = min(size - partial.readableBytes, pending.readableBytes)
        guard count > 0 else { return }
        partial.reserveCapacity(minimumWritableBytes: size - partial.readableBytes)
        if let piece = pending.readSlice(length: count) { partial.writeImmutableBuffer(piece) }
        if pending.readableBytes == 0 { pending = ByteBuffer() }
    }

    /// Puts the beginning of a frame of `size` bytes, of which not all are there, apart.
    private mutating func keepRest(of size: Int) {
        guard pending.readableBytes > 0 else {
            pending = ByteBuffer()
            return
        }
        complete(to: size)
    }

    private static func checked(_ bits: UInt64) throws(WireError) -> (FrameHeader, FrameKind) {
        let header = FrameHeader(bits: bits)
        guard let kind = FrameKind(rawValue: header.kindBits) else {
            throw WireError(.malformedFrame, "a frame has the unknown kind \(header.kindBits)")
        }
        guard header.flagBits & ~1 == 0 else {
            throw WireError(.malformedFrame, "a \(kind) frame has the unknown flags \(header.flagBits)")
        }
        guard header.length <= kind.maximumPayload else {
            throw WireError(
                .frameTooLarge,
                "a \(kind) frame of \(header.length) bytes is over its maximum of \(kind.maximumPayload)")
        }
        return (header, kind)
    }
}
