/// Base64 by RFC 4648 §4, with its padding.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each byte; 64 and above for none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()

    static func encode(_ bytes: [UInt8], to writer: inout JSONWriter) {
        let length = (bytes.count + 2) / 3 * 4
        writer.append(atMost: length) { place in
            var output = place
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let second = start + 1 < bytes.count ? bytes[start + 1] : 0
                let third = start + 2 < bytes.count ? bytes[start + 2] : 0
                output[0] = alphabet[Int(bytes[start] >> 2)]
                output[1] = alphabet[Int(bytes[start] << 4 & 0x30 | second >> 4)]
                output[2] = start + 1 < bytes.count ? alphabet[Int(second << 2 & 0x3C | third >> 6)] : UInt8(ascii: "=")
                output[3] = start + 2 < bytes.count ? alphabet[Int(third & 0x3F)] : UInt8(ascii: "=")
                output += 4
            }
            return length
        }
    }

    /// - Returns: `nil` when the text is no Base64: other characters, a wrong length, bits that mean nothing.
    package static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { text in
            guard text.count % 4 == 0 else { return nil }
            let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.count / 4 * 3)
            var word: UInt32 = 0
            var filled: UInt32 = 0
            for byte in text.dropLast(padding) {
                let value = values[Int(byte)]
                guard value < 64 else { return nil }
                word = word << 6 | UInt32(value)
                filled += 6
                if filled >= 8 {
                    filled -= 8
                    bytes.append(UInt8(truncatingIfNeeded: word >> filled))
                }
            }
            return word & (1 << filled - 1) == 0 ? bytes : nil
        }
    }
}
