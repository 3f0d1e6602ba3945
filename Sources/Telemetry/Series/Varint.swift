/// Bytes that numbers are appended to in 7-bit groups, the lowest first (LEB128).
struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func varint(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    mutating func fixed<Number: FixedWidthInteger>(_ value: Number) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func text(_ text: String) {
        varint(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }
}

/// Reads what ``ByteWriter`` wrote. Every read is checked: bytes may be anything.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    var isAtEnd: Bool { position == bytes.endIndex }
    var remaining: Int { bytes.endIndex - position }

    mutating func byte() throws(UnreadableBytes) -> UInt8 {
        guard position < bytes.endIndex else { throw UnreadableBytes("they end too early") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func varint() throws(UnreadableBytes) -> UInt64 {
        // Most take one byte.
        if position < bytes.endIndex, bytes[position] < 0x80 {
            defer { position += 1 }
            return UInt64(bytes[position])
        }
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            guard shift < 63 || byte <= 1 else { throw UnreadableBytes("a number has more than 64 bits") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw UnreadableBytes("a number has more than 64 bits")
    }

    /// A count of things that take at least a byte each.
    mutating func count() throws(UnreadableBytes) -> Int {
        let count = try varint()
        guard count <= UInt64(remaining) else { throw UnreadableBytes("they announce more than there is") }
        return Int(count)
    }

    mutating func fixed<Number: FixedWidthInteger>(_ type: Number.Type) throws(UnreadableBytes) -> Number {
        var value: Number = 0
        for shift in 0..<(Number.bitWidth / 8) { value |= Number(truncatingIfNeeded: try byte()) << (shift * 8) }
        return value
    }

    mutating func text() throws(UnreadableBytes) -> String {
        let length = try count()
        defer { position += length }
        return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }
}

/// Why bytes can't be read.
struct UnreadableBytes: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
