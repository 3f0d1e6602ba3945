public import NIOCore

/// What is left to send of a body, in the parts in which it came.
public struct OutgoingBody: Sendable {
    @usableFromInline var parts: [ByteBuffer] = []
    @usableFromInline var bytes = 0
    /// Whether nothing is added any more.
    public var isEnded = false

    @inlinable public init() {}

    @inlinable public var readableBytes: Int { bytes }

    /// Adds a part. Small ones that wait are put together.
    @inlinable public mutating func append(_ part: ByteBuffer) {
        let size = part.readableBytes
        guard size > 0 else { return }
        bytes += size
        if size <= FrameOutput.copyLimit, let last = parts.last, last.readableBytes <= FrameOutput.copyLimit {
            parts[parts.count - 1].writeImmutableBuffer(part)
        } else {
            parts.append(part)
        }
    }

    /// Takes the first part; `nil` when nothing waits.
    @inlinable public mutating func popFirst() -> ByteBuffer? {
        guard !parts.isEmpty else { return nil }
        let part = parts.removeFirst()
        bytes -= part.readableBytes
        return part
    }

    @inlinable public mutating func clear() {
        parts.removeAll()
        bytes = 0
    }

    /// Takes bytes off the front, at most `limit` and no more than the first part has.
    @inlinable mutating func read(_ limit: Int) -> ByteBuffer {
        let length = min(limit, parts[0].readableBytes)
        bytes -= length
        if length == parts[0].readableBytes { return parts.removeFirst() }
        return parts[0].readSlice(length: length) ?? ByteBuffer()
    }
}
