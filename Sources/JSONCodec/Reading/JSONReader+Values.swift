extension JSONReader {
    /// What the next value is, by its first byte.
    public enum Next: Sendable {
        case object, array, string, number, bool, null
    }

    /// - Throws: ``JSONError`` when no value begins here.
    public mutating func next() throws(JSONError) -> Next { try kindOfNext() }

    @inline(__always)
    mutating func kindOfNext() throws(JSONError) -> Next {
        guard let byte = peek() else { throw expected("a value") }
        switch byte {
        case .openBrace: return .object
        case .openBracket: return .array
        case .quote: return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case .minus, 0x30...0x39: return .number
        default: throw syntax("a value can't begin like this")
        }
    }

    /// - Throws: ``JSONError`` when neither `true` nor `false` stands here.
    public mutating func readBool() throws(JSONError) -> Bool {
        switch peek() {
        case UInt8(ascii: "t")?:
            try scanLiteral("true")
            return true
        case UInt8(ascii: "f")?:
            try scanLiteral("false")
            return false
        default: throw mismatch(Bool.self)
        }
    }

    /// Consumes `null` if it stands here.
    /// - Throws: ``JSONError`` when something that only begins like it does.
    public mutating func readNull() throws(JSONError) -> Bool {
        guard peek() == UInt8(ascii: "n") else { return false }
        try scanLiteral("null")
        return true
    }

    /// Reads a value of any kind, checks it and forgets it.
    public mutating func skipValue() throws(JSONError) {
        // One bit for each open container: set for an object.
        var isObject = BitStack()
        repeat {
            switch try next() {
            case .object:
                try beginObject()
                isObject.push(true)
            case .array:
                try beginArray()
                isObject.push(false)
            case .string: _ = try scanString()
            case .number: _ = try scanNumber(for: Double.self)
            case .bool: _ = try readBool()
            case .null: _ = try readNull()
            }
            while let top = isObject.top {
                if top ? try skipKey() : try nextElement() { break }
                isObject.pop()
            }
        } while isObject.top != nil
    }

    private mutating func skipKey() throws(JSONError) -> Bool {
        guard try advance(to: .closeBrace) else { return false }
        _ = try scanKey()
        try skipColon()
        return true
    }

    mutating func scanLiteral(_ literal: StaticString) throws(JSONError) {
        let count = literal.utf8CodeUnitCount
        guard position + count <= end,
            (0..<count).allSatisfy({ base[position + $0] == literal.utf8Start[$0] })
        else { throw expected("'\(literal)'") }
        position += count
    }
}

/// As many bits as containers may nest.
struct BitStack {
    private var words = SIMD8<UInt64>()
    private var count = 0

    var top: Bool? {
        count == 0 ? nil : words[(count - 1) >> 6] >> UInt64((count - 1) & 63) & 1 == 1
    }

    mutating func push(_ bit: Bool) {
        let mask: UInt64 = 1 << UInt64(count & 63)
        if bit { words[count >> 6] |= mask } else { words[count >> 6] &= ~mask }
        count += 1
    }

    mutating func pop() { count -= 1 }
}
