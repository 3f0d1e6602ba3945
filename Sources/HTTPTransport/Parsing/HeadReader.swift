import MeridianCore
import NIOCore

/// Reads one head in a single pass, from bytes to the encoded form of ``HTTPFields``.
///
/// It reads what lies before it and says whether that was a whole head; it is made anew for each attempt.
struct HeadReader {
    let limits: RequestLimits
    /// Bytes read so far.
    var position = 0
    var method = HTTPMethod.get
    /// Where path and query lie, without scheme and authority.
    var pathStart = 0
    var targetEnd = 0
    /// The target is a query without a path, as in `http://host?query`.
    var needsSlash = false
    var framing = RequestFraming()
    /// Fields that `Connection` declares to be hop-by-hop.
    var namedByConnection: [String] = []

    /// The authority of a target in absolute form, which takes the place of Host.
    var authority: UnsafeBufferPointer<UInt8>?
    var hasHost = false
    var contentLength: Int?
    var coding = TransferCoding.none
    var wantsClose = false
    private var fieldCount = 0

    enum TransferCoding {
        case none, chunked, invalid, unsupported
    }

    init(limits: RequestLimits) {
        self.limits = limits
    }

    /// - Parameters:
    ///   - bytes: At least `count` bytes.
    ///   - block: Receives the encoded fields.
    /// - Returns: `false` when the head does not end within `count` bytes.
    mutating func read(
        _ bytes: UnsafePointer<UInt8>, count: Int, into block: inout ByteBuffer
    ) throws(RequestFault) -> Bool {
        guard try readRequestLine(bytes, count) else { return false }
        // An encoded field takes at most one byte more than its line. The rest is room for what a handler adds.
        let room = count - position + (authority?.count ?? 0) + limits.fields + 160
        block = ByteBufferAllocator().buffer(capacity: room)
        var isComplete = false
        var fault: RequestFault?
        block.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { target in
            guard let base = target.bindMemory(to: UInt8.self).baseAddress else { return 0 }
            do throws(RequestFault) {
                var written = 0
                isComplete = try readFields(bytes, count, base, &written)
                return written
            } catch {
                fault = error
                return 0
            }
        }
        if let fault { throw fault }
        guard isComplete else { return false }
        try settleFraming()
        return true
    }

    private mutating func readFields(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, _ out: UnsafeMutablePointer<UInt8>, _ written: inout Int
    ) throws(RequestFault) -> Bool {
        let lowercase = ByteTables.lowercaseToken
        var index = position
        var end = 0
        if let authority, let source = authority.baseAddress {
            end = Self.writeHost(source, authority.count, out)
        }
        while true {
            guard index < count else { return false }
            if bytes[index] == Byte.cr {
                guard index &+ 1 < count else { return false }
                guard bytes[index &+ 1] == Byte.lf else { throw .bareCarriageReturn }
                position = index &+ 2
                written = end
                return true
            }
            let nameStart = index
            let name = out + (end &+ 4)
            var length = 0
            while index < count {
                let lower = lowercase[Int(bytes[index])]
                if lower == 0 { break }
                name[length] = lower
                length &+= 1
                index &+= 1
            }
            guard index < count else { return false }
            guard bytes[index] == Byte.colon, length > 0 else {
                throw Self.nameFault(bytes[index], isFirst: index == nameStart)
            }
            index &+= 1
            while index < count, bytes[index] == Byte.space || bytes[index] == Byte.tab { index &+= 1 }
            let valueStart = index
            index = Self.endOfValue(bytes, index, count)
            guard index < count else { return false }
            guard bytes[index] == Byte.cr else {
                throw bytes[index] == Byte.lf ? .bareLineFeed : .controlCharacter
            }
            guard index &+ 1 < count else { return false }
            guard bytes[index &+ 1] == Byte.lf else { throw .bareCarriageReturn }
            var valueEnd = index
            while valueEnd > valueStart, bytes[valueEnd &- 1] == Byte.space || bytes[valueEnd &- 1] == Byte.tab {
                valueEnd &-= 1
            }
            index &+= 2
            fieldCount &+= 1
            guard fieldCount <= limits.fields else { throw .tooManyFields }
            let valueLength = valueEnd &- valueStart
            if Self.isNotable(length),
                try !keeps(UnsafePointer(name), length, bytes + valueStart, valueLength)
            {
                continue
            }
            Self.storeLengths(length, valueLength, out + end)
            (name + length).update(from: bytes + valueStart, count: valueLength)
            end = end &+ 4 &+ length &+ valueLength
        }
    }

    @inline(__always)
    static func storeLengths(_ name: Int, _ value: Int, _ out: UnsafeMutablePointer<UInt8>) {
        out[0] = UInt8(truncatingIfNeeded: name &>> 8)
        out[1] = UInt8(truncatingIfNeeded: name)
        out[2] = UInt8(truncatingIfNeeded: value &>> 8)
        out[3] = UInt8(truncatingIfNeeded: value)
    }

    private static func writeHost(
        _ value: UnsafePointer<UInt8>, _ length: Int, _ out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        storeLengths(4, length, out)
        let name: StaticString = "host"
        (out + 4).update(from: name.utf8Start, count: 4)
        (out + 8).update(from: value, count: length)
        return 8 + length
    }

    /// The index of the first control character but tab, or `count`. Reads sixteen bytes at a time.
    @inline(__always)
    static func endOfValue(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        let raw = UnsafeRawPointer(bytes)
        var index = start
        while true {
            while index &+ 16 <= count {
                let block = raw.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
                // The high bit of a byte below is set when the byte is under 0x20 or is 0x7F (Hacker's Delight §6-1).
                let deletes = block ^ SIMD16(repeating: 0x7F)
                let controls = (block &- SIMD16(repeating: 0x20)) & ~block
                let found = (controls | (deletes &- SIMD16(repeating: 1)) & ~deletes) & SIMD16(repeating: 0x80)
                let words = unsafeBitCast(found, to: SIMD2<UInt64>.self)
                if words[0] != 0 {
                    index &+= UInt64(littleEndian: words[0]).trailingZeroBitCount &>> 3
                    break
                }
                if words[1] != 0 {
                    index &+= 8 &+ UInt64(littleEndian: words[1]).trailingZeroBitCount &>> 3
                    break
                }
                index &+= 16
            }
            while index < count {
                let byte = bytes[index]
                if byte < 0x20 && byte != Byte.tab || byte == 0x7F { return index }
                index &+= 1
                if byte == Byte.tab { break }
            }
            if index >= count { return count }
        }
    }

    private static func nameFault(_ byte: UInt8, isFirst: Bool) -> RequestFault {
        switch byte {
        case Byte.space, Byte.tab: isFirst ? .foldedLine : .spaceBeforeColon
        case Byte.lf: .bareLineFeed
        default: .fieldName
        }
    }
}
