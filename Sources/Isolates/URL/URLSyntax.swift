/// Character classes and percent-encoding of the URL standard.
enum URLSyntax {
    /// Bytes that are percent-encoded beside controls and what is not ASCII.
    struct EncodeSet: Sendable {
        private var low: UInt64
        private var high: UInt64

        init(_ characters: String, over other: EncodeSet? = nil) {
            low = other?.low ?? 0xFFFF_FFFF
            high = other?.high ?? 1 << 63
            for byte in characters.utf8 {
                if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
            }
        }

        func contains(_ byte: UInt8) -> Bool {
            if byte < 64 { return low & 1 << UInt64(byte) != 0 }
            return byte >= 128 || high & 1 << UInt64(byte - 64) != 0
        }

        static let control = EncodeSet("")
        static let fragment = EncodeSet(" \"<>`", over: control)
        static let query = EncodeSet(" \"#<>", over: control)
        static let specialQuery = EncodeSet("'", over: query)
        static let path = EncodeSet("?^`{}", over: query)
        static let userinfo = EncodeSet("/:;=@[\\]|", over: path)
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)

    static func percentEncode(_ byte: UInt8, _ set: EncodeSet, into target: inout [UInt8]) {
        guard set.contains(byte) else { return target.append(byte) }
        target.append(0x25)
        target.append(hexadecimal[Int(byte >> 4)])
        target.append(hexadecimal[Int(byte & 15)])
    }

    static func percentDecode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index != bytes.endIndex {
            let byte = bytes[index]
            bytes.formIndex(after: &index)
            if byte == 0x25, let first = hexDigit(at: index, bytes),
                let second = hexDigit(at: bytes.index(after: index), bytes)
            {
                result.append(first << 4 | second)
                bytes.formIndex(&index, offsetBy: 2)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func hexDigit<Bytes: Collection<UInt8>>(at index: Bytes.Index, _ bytes: Bytes) -> UInt8? {
        index == bytes.endIndex ? nil : hexDigit(bytes[index])
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    static func isAlpha(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// Not allowed in an opaque host.
    static func isForbiddenHost(_ byte: UInt8) -> Bool {
        switch byte {
        case 0, 0x09, 0x0A, 0x0D, 0x20, 0x23, 0x2F, 0x3A, 0x3C, 0x3E, 0x3F, 0x40, 0x5B, 0x5C, 0x5D, 0x5E, 0x7C: true
        default: false
        }
    }

    /// Not allowed in a domain.
    static func isForbiddenDomain(_ byte: UInt8) -> Bool {
        isForbiddenHost(byte) || byte <= 0x1F || byte == 0x25 || byte == 0x7F
    }

    static func isWindowsDriveLetter(_ text: some Collection<UInt8>) -> Bool {
        guard text.count == 2, let first = text.first else { return false }
        let second = text[text.index(after: text.startIndex)]
        return isAlpha(first) && (second == 0x3A || second == 0x7C)
    }

    static func isNormalizedWindowsDriveLetter(_ text: [UInt8]) -> Bool {
        text.count == 2 && isAlpha(text[0]) && text[1] == 0x3A
    }

    static func startsWithWindowsDriveLetter(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= 2, isWindowsDriveLetter(text.prefix(2)) else { return false }
        guard text.count > 2 else { return true }
        switch text[text.startIndex + 2] {
        case 0x2F, 0x5C, 0x3F, 0x23: return true
        default: return false
        }
    }

    /// `.` and `%2e` in any case.
    static func isSingleDot(_ segment: some Sequence<UInt8>) -> Bool { dots(segment) == 1 }
    static func isDoubleDot(_ segment: some Sequence<UInt8>) -> Bool { dots(segment) == 2 }

    private static func dots(_ segment: some Sequence<UInt8>) -> Int? {
        var count = 0
        var state = 0
        for byte in segment {
            switch (state, byte) {
            case (0, 0x2E): count += 1
            case (0, 0x25): state = 1
            case (1, 0x32): state = 2
            case (2, 0x45), (2, 0x65):
                state = 0
                count += 1
            default: return nil
            }
        }
        return state == 0 ? count : nil
    }
}
