import CZlib
import FoundationEssentials
import NIOCore

/// The CRC-32 (of RFC 1952, as zlib has it) of the columns of a row, kept beside them.
struct RowChecksum {
    private var sum: UInt = 0

    init() {}

    mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { add($0) }
    }

    /// Its length goes in too, so that bytes can't move from one column to the next.
    mutating func add(_ text: String?) {
        guard var text else { return add(-1) }
        add(Int64(text.utf8.count))
        text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    mutating func add(_ bytes: Data?) {
        guard let bytes else { return add(-1) }
        add(Int64(bytes.count))
        bytes.withUnsafeBytes { add($0) }
    }

    mutating func add(_ bytes: ByteBuffer) {
        add(Int64(bytes.readableBytes))
        bytes.withUnsafeReadableBytes { add($0) }
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
        sum = crc32_z(sum, start, bytes.count)
    }

    var value: Int64 { Int64(sum) }
}
