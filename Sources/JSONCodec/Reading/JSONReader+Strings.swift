/// A string in the bytes that are read, without its quotes.
public struct StringRange: Sendable {
    public var start: Int
    public var count: Int
    /// Whether the bytes are not yet the text itself; ``JSONReader/text(_:)`` is.
    public var hasEscapes: Bool

    public init(start: Int, count: Int, hasEscapes: Bool) {
        self.start = start
        self.count = count
        self.hasEscapes = hasEscapes
    }
}

extension JSONReader {
    /// - Throws: ``JSONError`` when no string stands here, or one that is not allowed.
    public mutating func readString() throws(JSONError) -> String {
        guard peek() == .quote else { throw mismatch(String.self) }
        return text(try scanString())
    }

    /// Reads a string and gives its bytes, unescaped, to `body`; they are valid inside it only.
    /// - Throws: ``JSONError`` when no string stands here, or one that is not allowed.
    public mutating func withString<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) throws(JSONError) -> Result {
        guard peek() == .quote else { throw mismatch(String.self) }
        let range = try scanString()
        if !range.hasEscapes { return body(UnsafeBufferPointer(start: base + range.start, count: range.count)) }
        var text = text(range)
        return text.withUTF8(body)
    }

    /// Checks the string whose opening quote is the next byte, and goes behind it.
    @inline(__always)
    mutating func scanString() throws(JSONError) -> StringRange {
        let start = position &+ 1
        if start &+ StringBlock.width <= end {
            let count = StringBlock.firstSpecial(base + start)
            if count < StringBlock.width, base[start &+ count] == .quote {
                position = start &+ count &+ 1
                return StringRange(start: start, count: count, hasEscapes: false)
            }
        }
        return try scanLongString()
    }

    private mutating func scanLongString() throws(JSONError) -> StringRange {
        let start = position &+ 1
        var index = start
        var hasEscapes = false
        while true {
            while index &+ StringBlock.width <= end {
                let place = StringBlock.firstSpecial(base + index)
                index &+= place
                if place < StringBlock.width { break }
            }
            guard index < end else { throw syntax("the string has no end", at: position) }
            let byte = base[index]
            if byte == .quote {
                position = index &+ 1
                return StringRange(start: start, count: index &- start, hasEscapes: hasEscapes)
            } else if byte == .backslash {
                hasEscapes = true
                index = try endOfEscape(index)
            } else if byte < 0x20 {
                throw syntax("a control character in a string must be escaped", at: index)
            } else if byte < 0x80 {
                index &+= 1
            } else {
                index = try endOfSequence(index)
            }
        }
    }

    private func endOfEscape(_ index: Int) throws(JSONError) -> Int {
        guard index + 1 < end else { throw syntax("the string has no end", at: position) }
        switch base[index + 1] {
        case .quote, .backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            return index + 2
        case UInt8(ascii: "u"):
            let unit = try codeUnit(index)
            guard 0xD800...0xDFFF ~= unit else { return index + 6 }
            guard unit < 0xDC00, index + 7 < end, base[index + 6] == .backslash, base[index + 7] == UInt8(ascii: "u"),
                0xDC00...0xDFFF ~= (try codeUnit(index + 6))
            else { throw syntax("half of a surrogate pair stands alone", at: index) }
            return index + 12
        default:
            throw syntax("there is no such escape", at: index)
        }
    }

    /// The code unit of the `\u` escape at `index`.
    private func codeUnit(_ index: Int) throws(JSONError) -> UInt32 {
        guard index + 6 <= end else { throw syntax("'\\u' needs four hexadecimal digits", at: index) }
        var unit: UInt32 = 0
        for place in 2..<6 {
            guard let digit = base[index + place].hexDigit else {
                throw syntax("'\\u' needs four hexadecimal digits", at: index)
            }
            unit = unit << 4 | digit
        }
        return unit
    }

    /// The end of the UTF-8 sequence at `index` (RFC 3629 §4).
    private func endOfSequence(_ index: Int) throws(JSONError) -> Int {
        let second: ClosedRange<UInt8>
        let length: Int
        switch base[index] {
        case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
        case 0xE0: (second, length) = (0xA0...0xBF, 3)
        case 0xED: (second, length) = (0x80...0x9F, 3)
        case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
        case 0xF0: (second, length) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
        case 0xF4: (second, length) = (0x80...0x8F, 4)
        default: throw syntax("a string must be UTF-8", at: index)
        }
        guard index + length <= end, second.contains(base[index + 1]), length < 3 || base[index + 2] & 0xC0 == 0x80,
            length < 4 || base[index + 3] & 0xC0 == 0x80
        else { throw syntax("a string must be UTF-8", at: index) }
        return index + length
    }

    /// The text of a string that was scanned.
    @inline(__always)
    public func text(_ range: StringRange) -> String {
        if range.hasEscapes { return unescaped(range) }
        return String(decoding: UnsafeBufferPointer(start: base + range.start, count: range.count), as: UTF8.self)
    }

    private func unescaped(_ range: StringRange) -> String {
        // No escape is shorter than what it stands for.
        String(unsafeUninitializedCapacity: range.count) { output in
            var count = 0
            var index = range.start
            let end = range.start + range.count
            func put(_ byte: UInt8) {
                output[count] = byte
                count += 1
            }
            while index < end {
                guard base[index] == .backslash else {
                    put(base[index])
                    index += 1
                    continue
                }
                let kind = base[index + 1]
                index += 2
                switch kind {
                case UInt8(ascii: "b"): put(0x08)
                case UInt8(ascii: "f"): put(0x0C)
                case UInt8(ascii: "n"): put(0x0A)
                case UInt8(ascii: "r"): put(0x0D)
                case UInt8(ascii: "t"): put(0x09)
                case UInt8(ascii: "u"):
                    var scalar = hexadecimal(index)
                    index += 4
                    if 0xD800...0xDBFF ~= scalar {
                        scalar = 0x10000 + (scalar - 0xD800) << 10 + (hexadecimal(index + 2) - 0xDC00)
                        index += 6
                    }
                    for byte in Unicode.UTF8.encode(Unicode.Scalar(scalar)!)! { put(byte) }
                default: put(kind)
                }
            }
            return count
        }
    }

    private func hexadecimal(_ index: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 << 4 | base[index + $1].hexDigit! }
    }
}
