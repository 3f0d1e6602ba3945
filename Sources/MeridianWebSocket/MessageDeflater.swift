import CZlib
import NIOCore

/// Compresses messages as permessage-deflate wants it (RFC 7692 §7.2.1).
final class MessageDeflater {
    /// What each compressed message would end with, and is sent without.
    static let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]
    /// Messages of fewer bytes are sent as they are: they would hardly become smaller.
    static let leastSize = 64
    /// Fast: what a connection sends is compressed once for each client.
    private static let level: CInt = 3
    private static let partSize = 4 << 10

    private let stream: UnsafeMutablePointer<z_stream>

    /// - Parameter window: The logarithm of the bytes to look back.
    /// - Returns: `nil` when there is no memory for it.
    init?(window: Int) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard meridian_deflate_init_raw(stream, Self.level, CInt(window)) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// - Returns: The payload of the message's frame; `nil` when zlib refuses.
    func compress(_ message: ByteBuffer) -> ByteBuffer? {
        message.withUnsafeReadableBytes { input in
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = CUnsignedInt(input.count)
            var output = ByteBuffer()
            while true {
                var status = Z_OK
                output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.partSize) { target in
                    stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    stream.pointee.avail_out = CUnsignedInt(target.count)
                    status = deflate(stream, Z_SYNC_FLUSH)
                    return target.count - Int(stream.pointee.avail_out)
                }
                guard status == Z_OK || status == Z_BUF_ERROR else { return nil }
                if stream.pointee.avail_out > 0 { break }
            }
            let end = output.writerIndex - Self.tail.count
            guard output.getBytes(at: end, length: Self.tail.count) == Self.tail else { return nil }
            output.moveWriterIndex(to: end)
            return output
        }
    }
}
