import NIOCore

/// Writes JSON strings (RFC 8259 §7) without a JSON library.
enum JSONText {
    /// Appends `text` in quotes. Control characters, quotes and backslashes are escaped; all else stays UTF-8.
    static func write(_ text: String, into buffer: inout ByteBuffer) {
        buffer.writeInteger(quote)
        for byte in text.utf8 {
            switch byte {
            case quote, UInt8(ascii: "\\"):
                buffer.writeInteger(UInt8(ascii: "\\"))
                buffer.writeInteger(byte)
            case 0x0A: buffer.writeStaticString("\\n")
            case 0x0D: buffer.writeStaticString("\\r")
            case 0x09: buffer.writeStaticString("\\t")
            case 0..<0x20:
                buffer.writeStaticString("\\u00")
                buffer.writeInteger(hexDigit(byte >> 4))
                buffer.writeInteger(hexDigit(byte & 15))
            default: buffer.writeInteger(byte)
            }
        }
        buffer.writeInteger(quote)
    }

    private static let quote = UInt8(ascii: "\"")

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x57 + value
    }
}
