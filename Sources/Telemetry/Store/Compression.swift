import CZlib

/// zlib over whole pieces of memory.
enum Compression {
    /// No piece is larger than this before it is compressed, in bytes.
    static let largest = 64 << 20

    static func checksum(_ bytes: some Collection<UInt8>) -> UInt32 {
        let sum = bytes.withContiguousStorageIfAvailable { crc32(0, $0.baseAddress, uInt($0.count)) }
        return UInt32(sum ?? crc32(0, Array(bytes), uInt(bytes.count)))
    }

    static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var size = compressBound(uLong(bytes.count))
        return [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, initialized in
            // Of memory that is large enough: nothing else can fail.
            _ = compress2(buffer.baseAddress, &size, bytes, uLong(bytes.count), 9)
            initialized = Int(size)
        }
    }

    /// - Parameter count: Bytes that come out.
    static func expanded(_ bytes: ArraySlice<UInt8>, count: Int) throws(UnreadableBytes) -> [UInt8] {
        guard count <= largest else { throw UnreadableBytes("\(count) bytes are more than a block has") }
        var size = uLong(count)
        var status = Z_OK
        let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            status = bytes.withUnsafeBufferPointer {
                uncompress(buffer.baseAddress, &size, $0.baseAddress, uLong($0.count))
            }
            initialized = status == Z_OK ? Int(size) : 0
        }
        guard status == Z_OK, result.count == count else { throw UnreadableBytes("they can't be expanded") }
        return result
    }
}
