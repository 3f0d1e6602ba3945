import CZlib
import NIOCore

/// gzip (RFC 1952) by zlib.
final class GzipCompressor: Compressor, @unchecked Sendable {
    private static let partSize = 16 << 10

    private let stream: UnsafeMutablePointer<z_stream>

    init(level: Int) throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = meridian_deflate_init_gzip(stream, CInt(level))
        guard status == Z_OK else {
            stream.deallocate()
            throw CompressionFailure(library: "zlib", status: Int(status))
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    func compress(_ bytes: ByteBuffer, flush: Bool) throws -> ByteBuffer {
        try run(bytes, flush ? Z_SYNC_FLUSH : Z_NO_FLUSH)
    }

    func finish() throws -> ByteBuffer {
        try run(ByteBuffer(), Z_FINISH)
    }

    private func run(_ bytes: ByteBuffer, _ flush: CInt) throws -> ByteBuffer {
        try bytes.withUnsafeReadableBytes { input in
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = CUnsignedInt(input.count)
            var output = ByteBuffer()
            while true {
                var status = Z_OK
                let written = output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.partSize) { target in
                    stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    stream.pointee.avail_out = CUnsignedInt(target.count)
                    status = deflate(stream, flush)
                    return target.count - Int(stream.pointee.avail_out)
                }
                // Nothing to do is no failure.
                guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                    throw CompressionFailure(library: "zlib", status: Int(status))
                }
                if status == Z_STREAM_END || written == 0 || stream.pointee.avail_out > 0 { return output }
            }
        }
    }
}
