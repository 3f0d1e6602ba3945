/// A place in memory that is written forward; whoever makes it has reserved enough.
public struct ByteCursor {
    public private(set) var position: UnsafeMutablePointer<UInt8>

    public init(_ start: UnsafeMutablePointer<UInt8>) {
        position = start
    }

    @inline(__always)
    public mutating func write(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        position.update(from: bytes, count: count)
        position += count
    }

    @inline(__always)
    public mutating func write(_ text: StaticString) {
        write(text.utf8Start, text.utf8CodeUnitCount)
    }

    @inline(__always)
    public mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
        if let base = bytes.baseAddress { write(base, bytes.count) }
    }

    public mutating func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { write($0) }
    }

    public mutating func write(decimal number: Int) {
        var digits = 1
        var rest = number / 10
        while rest > 0 {
            digits &+= 1
            rest /= 10
        }
        var value = number
        for index in stride(from: digits &- 1, through: 0, by: -1) {
            position[index] = 0x30 &+ UInt8(truncatingIfNeeded: value % 10)
            value /= 10
        }
        position += digits
    }
}
