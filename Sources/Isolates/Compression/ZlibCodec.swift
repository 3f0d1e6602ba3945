import CZlib

/// Compresses or expands a stream of bytes: `gzip`, `deflate` (zlib's own frame) or `deflate-raw`.
final class ZlibCodec {
    struct Failure: Error {
        var message: String
    }

    private var stream = z_stream()
    private let isCompressing: Bool
    /// The memory it takes, about, in bytes (zlib.h, "memory requirements").
    var size: Int { isCompressing ? (1 << 17) + (1 << 17) : (1 << 15) + (7 << 10) }
    /// Nothing may follow the end of what is expanded.
    private(set) var isFinished = false

    /// - Returns: `nil` for a format that is unknown.
    init?(format: String, isCompressing: Bool) {
        let window: CInt
        switch format {
        case "gzip": window = 31
        case "deflate": window = 15
        case "deflate-raw": window = -15
        default: return nil
        }
        self.isCompressing = isCompressing
        let size = CInt(MemoryLayout<z_stream>.size)
        let status =
            isCompressing
            ? deflateInit2_(
                &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
            : inflateInit2_(&stream, window, ZLIB_VERSION, size)
        guard status == Z_OK else { return nil }
    }

    deinit {
        if isCompressing { deflateEnd(&stream) } else { inflateEnd(&stream) }
    }

    /// - Parameter isLast: Nothing follows.
    /// - Returns: What came out of it.
    func process(_ bytes: [UInt8], isLast: Bool) throws(Failure) -> [UInt8] {
        var bytes = bytes
        var result: [UInt8] = []
        var failure: Failure?
        let count = bytes.count
        bytes.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(count)
            failure = run(isLast: isLast, into: &result)
        }
        stream.next_in = nil
        if let failure { throw failure }
        return result
    }

    private func run(isLast: Bool, into result: inout [UInt8]) -> Failure? {
        if isFinished { return stream.avail_in > 0 ? Failure(message: "bytes follow the end of the stream") : nil }
        var chunk = [UInt8](repeating: 0, count: 32 << 10)
        while true {
            let status = chunk.withUnsafeMutableBufferPointer { chunk -> CInt in
                stream.next_out = chunk.baseAddress
                stream.avail_out = UInt32(chunk.count)
                let flush = isLast && isCompressing ? Z_FINISH : Z_NO_FLUSH
                return isCompressing ? deflate(&stream, flush) : inflate(&stream, flush)
            }
            result += chunk[..<(chunk.count - Int(stream.avail_out))]
            switch status {
            case Z_STREAM_END:
                isFinished = true
                return stream.avail_in > 0 ? Failure(message: "bytes follow the end of the stream") : nil
            case Z_OK, Z_BUF_ERROR:
                if stream.avail_out > 0, stream.avail_in == 0, !(isLast && isCompressing) {
                    return isLast ? Failure(message: "the stream ends too early") : nil
                }
                if status == Z_BUF_ERROR, stream.avail_out > 0 { return nil }
            default:
                return Failure(
                    message: stream.msg.map { String(cString: $0) } ?? "the bytes are not compressed that way")
            }
        }
    }
}
