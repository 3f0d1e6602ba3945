extension UInt8 {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let minus = UInt8(ascii: "-")
    static let zero = UInt8(ascii: "0")

    /// The value of a decimal digit; above 9 for any other byte.
    @inline(__always)
    var digit: UInt8 { self &- .zero }

    @inline(__always)
    var isSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }

    /// The value of a hexadecimal digit.
    var hexDigit: UInt32? {
        switch self {
        case 0x30...0x39: UInt32(self - 0x30)
        case 0x41...0x46: UInt32(self - 0x41 + 10)
        case 0x61...0x66: UInt32(self - 0x61 + 10)
        default: nil
        }
    }
}

/// Eight bytes of a string at a time.
enum StringWord {
    /// The top bit of each byte that a string can't hold as it is, or that is not ASCII. The lowest set bit is exact.
    @inline(__always)
    static func special(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let control = (word &- (ones &* 0x20)) & ~word
        let escaped = ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
        return (control | escaped | word) & tops
    }
}

/// Sixteen bytes of a string at a time.
enum StringBlock {
    static let width = 16

    /// - Returns: Where the first byte is that a string can't hold as it is, or that is not ASCII; ``width`` when none is.
    @inline(__always)
    static func firstSpecial(_ bytes: UnsafePointer<UInt8>) -> Int {
        // Comparisons of vectors are taken apart by the compiler; differences and bits are not. Below 0x80, the top bit
        // shows what is less than what was taken away.
        let block = UnsafeRawPointer(bytes).loadUnaligned(as: SIMD16<UInt8>.self)
        let quote = (block ^ SIMD16(repeating: .quote)) &- SIMD16(repeating: 1)
        let backslash = (block ^ SIMD16(repeating: .backslash)) &- SIMD16(repeating: 1)
        let control = block &- SIMD16(repeating: 0x20)
        let tops = (quote | backslash | control | block) & SIMD16(repeating: 0x80)
        let words = unsafeBitCast(tops, to: SIMD2<UInt64>.self)
        if words[0] != 0 { return UInt64(littleEndian: words[0]).trailingZeroBitCount &>> 3 }
        return 8 &+ UInt64(littleEndian: words[1]).trailingZeroBitCount &>> 3
    }
}
