/// Base64 as browsers read it: white space is skipped, padding may be missing.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let first = bytes[index]
            let second = left > 1 ? bytes[index + 1] : 0
            let third = left > 2 ? bytes[index + 2] : 0
            text.append(alphabet[Int(first >> 2)])
            text.append(alphabet[Int(first << 4 & 0x30 | second >> 4)])
            text.append(left > 1 ? alphabet[Int(second << 2 & 0x3C | third >> 6)] : 0x3D)
            text.append(left > 2 ? alphabet[Int(third & 0x3F)] : 0x3D)
            index += 3
        }
        return text
    }

    /// - Returns: `nil` when the text is not base64.
    static func decode(_ text: UnsafeBufferPointer<UInt16>) -> [UInt8]? {
        var units = text.filter { ![0x09, 0x0A, 0x0C, 0x0D, 0x20].contains($0) }
        if units.count.isMultiple(of: 4) {
            for _ in 0..<2 where units.last == 0x3D { units.removeLast() }
        }
        guard units.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(units.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for unit in units {
            guard let digit = digit(unit) else { return nil }
            bits = bits << 6 | digit
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    private static func digit(_ unit: UInt16) -> UInt32? {
        switch unit {
        case 0x41...0x5A: UInt32(unit) - 0x41
        case 0x61...0x7A: UInt32(unit) - 0x61 + 26
        case 0x30...0x39: UInt32(unit) - 0x30 + 52
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }
}
