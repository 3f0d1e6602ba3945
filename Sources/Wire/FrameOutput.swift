public import NIOCore

/// Frames on their way to the socket. Small ones are gathered in one buffer; large payloads are not copied, but sent
/// from where they are.
public struct FrameOutput: Sendable {
    /// Payloads up to this size are copied behind their header.
    @inlinable static var copyLimit: Int { 8 << 10 }
    /// An output at rest keeps no more memory than this.
    @inlinable static var restLimit: Int { 64 << 10 }

    /// All but the large payloads.
    @usableFromInline var gathered = ByteBuffer()
    /// The large payloads, each with the place in ``gathered`` that it comes at.
    @usableFromInline var apart: [(place: Int, payload: ByteBuffer)] = []
    @usableFromInline var apartBytes = 0

    @inlinable public init() {}

    @inlinable public var readableBytes: Int { gathered.readableBytes + apartBytes }

    @inlinable mutating func write(_ frame: Frame) {
        gathered.writeFrameHeader(
            frame.kind, stream: frame.stream, isEnd: frame.isEnd, length: frame.payload.readableBytes)
        write(payload: frame.payload)
    }

    /// Appends a payload behind its header.
    @inlinable mutating func write(payload: ByteBuffer) {
        guard payload.readableBytes > Self.copyLimit else {
            gathered.writeImmutableBuffer(payload)
            return
        }
        apart.append((gathered.writerIndex, payload))
        apartBytes += payload.readableBytes
    }

    /// Hands over everything, in order.
    @inlinable public func forEachBuffer(_ send: (ByteBuffer) -> Void) {
        var sent = 0
        for (place, payload) in apart {
            if let between = gathered.getSlice(at: sent, length: place - sent), place > sent { send(between) }
            send(payload)
            sent = place
        }
        if sent == 0 {
            if gathered.readableBytes > 0 { send(gathered) }
        } else if let rest = gathered.getSlice(at: sent, length: gathered.writerIndex - sent), rest.readableBytes > 0 {
            send(rest)
        }
    }

    /// Begins anew, in the same memory where whoever was handed it is done with it.
    @inlinable public mutating func clear() {
        if gathered.storageCapacity > Self.restLimit { gathered = ByteBuffer() } else { gathered.clear() }
        guard !apart.isEmpty else { return }
        apart.removeAll(keepingCapacity: true)
        apartBytes = 0
    }
}
