/// Writes encoded fields into memory that is large enough for them.
public struct HTTPFieldWriter: ~Copyable {
    private let base: UnsafeMutableRawPointer
    private let capacity: Int
    private(set) var count = 0

    init(_ memory: UnsafeMutableRawBufferPointer) {
        base = memory.baseAddress!
        capacity = memory.count
    }

    /// Adds a field, by the rules of ``HTTPFields/append(_:_:)``. A name or value longer than 65,535 bytes is cut.
    public mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        let nameLength = min(name.count, Int(UInt16.max))
        let valueLength = min(value.count, Int(UInt16.max))
        let target = base + count
        count += HTTPFields.overhead + nameLength + valueLength
        precondition(count <= capacity)
        target.storeBytes(of: UInt16(truncatingIfNeeded: nameLength).bigEndian, toByteOffset: 0, as: UInt16.self)
        target.storeBytes(of: UInt16(truncatingIfNeeded: valueLength).bigEndian, toByteOffset: 2, as: UInt16.self)
        if let start = name.baseAddress {
            (target + HTTPFields.overhead).copyMemory(from: start, byteCount: nameLength)
            Self.lower(target + HTTPFields.overhead, nameLength)
        }
        guard valueLength > 0, let start = value.baseAddress else { return }
        let space = target + HTTPFields.overhead + nameLength
        space.copyMemory(from: start, byteCount: valueLength)
        Self.replaceLineEnds(space, valueLength)
    }

    /// Adds a field under a lower-case name.
    public mutating func append(_ name: StaticString, value: UnsafeRawBufferPointer) {
        append(name: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), value: value)
    }

    // Many bytes are looked at together, the last ones perhaps twice: hardly any has to be changed (Warren, Hacker's
    // Delight, 2nd ed., §6–1).

    @inline(__always)
    private static func lower(_ name: UnsafeMutableRawPointer, _ count: Int) {
        forEachBlock(of: name, count, 8) { place, count in
            if count == 8 {
                let word = place.loadUnaligned(as: UInt64.self)
                // In the sixth bit, shifted to the place of the seventh, lower-case letters differ from upper-case ones.
                guard word & ~(word &<< 1) & 0x4040_4040_4040_4040 != 0 else { return }
            }
            change(place, count) { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        }
    }

    @inline(__always)
    private static func replaceLineEnds(_ value: UnsafeMutableRawPointer, _ count: Int) {
        forEachBlock(of: value, count, 16) { place, count in
            if count == 16 {
                let block = place.loadUnaligned(as: SIMD16<UInt8>.self)
                let controls = (block &- SIMD16(repeating: 0x20)) & ~block & SIMD16(repeating: 0x80)
                let words = unsafeBitCast(controls, to: SIMD2<UInt64>.self)
                guard words[0] | words[1] != 0 else { return }
            }
            change(place, count) { $0 == 0x0D || $0 == 0x0A || $0 == 0 ? 0x20 : $0 }
        }
    }

    /// - Parameter body: Is given `size` bytes, or all of them when there are fewer.
    @inline(__always)
    private static func forEachBlock(
        of bytes: UnsafeMutableRawPointer, _ count: Int, _ size: Int, _ body: (UnsafeMutableRawPointer, Int) -> Void
    ) {
        guard count >= size else { return body(bytes, count) }
        var index = 0
        while index < count {
            body(bytes + min(index, count &- size), size)
            index &+= size
        }
    }

    @inline(never)
    private static func change(_ bytes: UnsafeMutableRawPointer, _ count: Int, _ byte: (UInt8) -> UInt8) {
        for index in 0..<count {
            bytes.storeBytes(
                of: byte(bytes.load(fromByteOffset: index, as: UInt8.self)), toByteOffset: index, as: UInt8.self)
        }
    }
}
