import CZlib
import NIOCore

/// Expands messages that were compressed as permessage-deflate says (RFC 7692 §7.2.2).
final class MessageInflater {
    enum Failure: Error {
        /// The bytes are not compressed that way.
        case malformed
        case tooLarge
    }

    private static let partSize = 16 << 10
    private static let window = 32 << 10

    private let stream: UnsafeMutablePointer<z_stream>

    /// - Returns: `nil` when there is no memory for it.
    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard meridian_inflate_init_raw(stream) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Expands a part of a message.
    /// - Parameters:
    ///   - limit: The most bytes that may come of it.
    ///   - isLast: Whether the message ends with it.
    func expand(_ part: ByteBuffer, limit: Int, isLast: Bool) throws(Failure) -> ByteBuffer {
        var output = ByteBuffer()
        try expand(part, into: &output, limit)
        if isLast { try expand(ByteBuffer(bytes: MessageDeflater.tail), into: &output, limit) }
        return output
    }

    private func expand(_ input: ByteBuffer, into output: inout ByteBuffer, _ limit: Int) throws(Failure) {
        var failure: Failure?
        input.withUnsafeReadableBytes { input in
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = CUnsignedInt(input.count)
            repeat { failure = step(into: &output, limit) } while failure == nil && isUnfinished
        }
        stream.pointee.next_in = nil
        if let failure { throw failure }
    }

    /// Whether bytes are left to be read or, for want of room, to be written.
    private var isUnfinished: Bool { stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0 }

    private func step(into output: inout ByteBuffer, _ limit: Int) -> Failure? {
        var status = Z_OK
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.partSize) { target in
            stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = CUnsignedInt(target.count)
            status = inflate(stream, Z_NO_FLUSH)
            return target.count - Int(stream.pointee.avail_out)
        }
        if output.readableBytes > limit { return .tooLarge }
        switch status {
        case Z_OK: return nil
        // There was nothing to do.
        case Z_BUF_ERROR: return stream.pointee.avail_in > 0 ? .malformed : nil
        case Z_STREAM_END: return goOn() ? nil : .malformed
        default: return .malformed
        }
    }

    /// A block may be marked as the last one (§7.2.3.5). What follows still refers to what came before.
    private func goOn() -> Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.window) { window in
            var count: CUnsignedInt = 0
            guard inflateGetDictionary(stream, window.baseAddress, &count) == Z_OK, inflateReset(stream) == Z_OK else {
                return false
            }
            return inflateSetDictionary(stream, window.baseAddress, count) == Z_OK
        }
    }
}
