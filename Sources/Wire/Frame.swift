public import NIOCore

/// One frame: kind, stream, whether it ends its sender's side of the stream, and a payload.
public struct Frame: Sendable, Equatable {
    public var kind: FrameKind
    public var isEnd: Bool
    public var stream: StreamID
    public var payload: ByteBuffer

    @inlinable public init(
        _ kind: FrameKind, stream: StreamID = .connection, isEnd: Bool = false, payload: ByteBuffer = ByteBuffer()
    ) {
        self.kind = kind
        self.isEnd = isEnd
        self.stream = stream
        self.payload = payload
    }
}

/// The eight bytes before each payload, as one big-endian integer:
/// `[stream: 32][kind: 4][flags: 4][payload length: 24]`. Flag 1 ends the sender's side of the stream.
@usableFromInline
struct FrameHeader {
    @inlinable static var size: Int { 8 }
    @inlinable static var endFlag: UInt64 { 1 << 24 }

    @usableFromInline let bits: UInt64

    @inlinable init(bits: UInt64) {
        self.bits = bits
    }

    @inlinable init(_ kind: FrameKind, stream: StreamID, isEnd: Bool, length: Int) {
        bits =
            UInt64(stream.rawValue) << 32 | UInt64(kind.rawValue) << 28 | (isEnd ? Self.endFlag : 0)
            | UInt64(length)
    }

    @inlinable var stream: StreamID { StreamID(rawValue: UInt32(truncatingIfNeeded: bits >> 32)) }
    @inlinable var kindBits: UInt8 { UInt8(truncatingIfNeeded: bits >> 28) & 0xF }
    @inlinable var flagBits: UInt8 { UInt8(truncatingIfNeeded: bits >> 24) & 0xF }
    @inlinable var length: Int { Int(bits & 0xFF_FFFF) }
}

extension ByteBuffer {
    @inlinable mutating func writeFrameHeader(_ kind: FrameKind, stream: StreamID, isEnd: Bool, length: Int) {
        writeInteger(FrameHeader(kind, stream: stream, isEnd: isEnd, length: length).bits)
    }
}
