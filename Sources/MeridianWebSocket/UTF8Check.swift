/// Looks at text that comes in parts, and knows as early as possible that it is no UTF-8 (RFC 3629).
struct UTF8Check {
    /// How many bytes the character under way still lacks.
    private var missing = 0
    /// What its next byte may be.
    private var range: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether the text may end here.
    var isComplete: Bool { missing == 0 }

    /// - Returns: Whether everything so far can be the beginning of a text.
    mutating func take(_ bytes: some Sequence<UInt8>) -> Bool {
        for byte in bytes {
            if missing > 0 {
                guard range.contains(byte) else { return false }
                missing -= 1
                range = 0x80...0xBF
                continue
            }
            switch byte {
            case ...0x7F: continue
            case 0xC2...0xDF: (missing, range) = (1, 0x80...0xBF)
            case 0xE0: (missing, range) = (2, 0xA0...0xBF)
            case 0xED: (missing, range) = (2, 0x80...0x9F)
            case 0xE1...0xEF: (missing, range) = (2, 0x80...0xBF)
            case 0xF0: (missing, range) = (3, 0x90...0xBF)
            case 0xF4: (missing, range) = (3, 0x80...0x8F)
            case 0xF1...0xF3: (missing, range) = (3, 0x80...0xBF)
            default: return false
            }
        }
        return true
    }
}
