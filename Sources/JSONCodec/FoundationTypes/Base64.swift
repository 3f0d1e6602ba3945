/// Base64 in one of its two alphabets (RFC 4648), strictly: nothing is read that ``encode(_:)`` does not write.
package struct Base64: Sendable {
    /// With `+`, `/` and padding (§4).
    package static let standard = Base64("+/", isPadded: true)
    /// With `-`, `_` and no padding (§5), for addresses, cookies and tokens.
    package static let url = Base64("-_", isPadded: false)

    private let alphabet: [UInt8]
    /// The value of each byte; 64 and above for none.
    private let values: [UInt8]
    private let isPadded: Bool

    private init(_ lastLetters: StaticString, isPadded: Bool) {
        alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(lastLetters)".utf8)
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        self.values = values
        self.isPadded = isPadded
    }

    package func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var word: UInt32 = 0
        var filled: UInt32 = 0
        for byte in bytes {
            word = word << 8 | UInt32(byte)
            filled += 8
            while filled >= 6 {
                filled -= 6
                text.append(alphabet[Int(word >> filled & 63)])
            }
        }
        if filled > 0 { text.append(alphabet[Int(word << (6 - filled) & 63)]) }
        while isPadded, !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    /// - Returns: `nil` when the text is no Base64: other characters, a wrong length, bits that mean nothing.
    package func decode(_ text: some StringProtocol) -> [UInt8]? {
        var letters = Array(text.utf8)
        if isPadded {
            guard letters.count.isMultiple(of: 4) else { return nil }
            letters.removeLast(letters.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(letters.count / 4 * 3 + 2)
        var word: UInt32 = 0
        var filled: UInt32 = 0
        for letter in letters {
            let value = values[Int(letter)]
            guard value < 64 else { return nil }
            word = word << 6 | UInt32(value)
            filled += 6
            if filled >= 8 {
                filled -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> filled))
            }
        }
        return filled < 6 && word & (1 << filled - 1) == 0 ? bytes : nil
    }

    /// Writes the text, with its padding, without making a string of it.
    func encode(_ bytes: [UInt8], to writer: inout JSONWriter) {
        bytes.withUnsafeBytes { encode($0, to: &writer) }
    }

    /// Writes the text, with its padding but no quotes, without making a string of it.
    private func encode(_ bytes: UnsafeRawBufferPointer, to writer: inout JSONWriter) {
        let length = (bytes.count + 2) / 3 * 4
        writer.append(atMost: length) { place in
            alphabet.withUnsafeBufferPointer { alphabet in
                var output = place
                for start in stride(from: 0, to: bytes.count, by: 3) {
                    let second = start + 1 < bytes.count ? bytes[start + 1] : 0
                    let third = start + 2 < bytes.count ? bytes[start + 2] : 0
                    output[0] = alphabet[Int(bytes[start] >> 2)]
                    output[1] = alphabet[Int(bytes[start] << 4 & 0x30 | second >> 4)]
                    output[2] =
                        start + 1 < bytes.count ? alphabet[Int(second << 2 & 0x3C | third >> 6)] : UInt8(ascii: "=")
                    output[3] = start + 2 < bytes.count ? alphabet[Int(third & 0x3F)] : UInt8(ascii: "=")
                    output += 4
                }
            }
            return length
        }
    }

    /// Writes bytes as a JSON string.
    package func write(_ bytes: UnsafeRawBufferPointer, json writer: inout JSONWriter) {
        writer.append(.quote)
        encode(bytes, to: &writer)
        writer.append(.quote)
    }
}
