extension JSONWriter {
    /// Writes a string in quotes; escapes what must be escaped, and no more.
    public mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { write(utf8: $0) }
    }

    /// Writes a string in quotes.
    /// - Parameter bytes: UTF-8; nothing checks that it is.
    public mutating func write(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        append(.quote)
        guard let base = bytes.baseAddress else { return append(.quote) }
        var start = 0
        var index = 0
        while index < bytes.count {
            while index &+ 8 <= bytes.count {
                let word = UInt64(littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
                // Bytes above ASCII are written as they are.
                let special = StringWord.special(word & 0x7F7F_7F7F_7F7F_7F7F) & ~word
                if special == 0 {
                    index &+= 8
                } else {
                    index &+= special.trailingZeroBitCount &>> 3
                    break
                }
            }
            guard index < bytes.count else { break }
            let byte = base[index]
            if byte < 0x20 || byte == .quote || byte == .backslash {
                append(UnsafeBufferPointer(start: base + start, count: index &- start))
                escape(byte)
                start = index &+ 1
            }
            index &+= 1
        }
        append(UnsafeBufferPointer(start: base + start, count: bytes.count &- start))
        append(.quote)
    }

    private mutating func escape(_ byte: UInt8) {
        append(.backslash)
        switch byte {
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        case .quote, .backslash: append(byte)
        default:
            append("u00")
            append(byte < 0x10 ? .zero : UInt8(ascii: "1"))
            let digit = byte & 0x0F
            append(digit < 10 ? .zero + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
