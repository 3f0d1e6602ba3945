/// Small pieces of text that samples are made of.
enum SampleText {
    static let awsAccount = "123456789012"
    static let aliyunAccount = "1234567890123456"
    /// Of the blocks that RFC 5737 keeps for documentation.
    static let clientAddress = "203.0.113.7"
    static let userAgent = "curl/8.7.1"

    /// The n-th id, as a UUID.
    static func uuid(_ number: Int) -> String { "00000000-0000-4000-8000-" + padded(number, 12) }

    /// The n-th id, of `count` upper-case hexadecimal digits.
    static func hexadecimal(_ number: Int, _ count: Int) -> String { padded(number, count).uppercased() }

    /// By RFC 4648 §4, with padding.
    static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array(text.utf8)
        var result = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = (0..<3).map { start + $0 < bytes.count ? Int(bytes[start + $0]) : 0 }
            let bits = group[0] << 16 | group[1] << 8 | group[2]
            let digits = [18, 12, 6, 0].map { alphabet[bits >> $0 & 0x3F] }
            let count = min(bytes.count - start, 3) + 1
            result += String(digits.prefix(count)) + String(repeating: "=", count: 4 - count)
        }
        return result
    }

    private static func padded(_ number: Int, _ count: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    /// Percent-encodes all but unreserved characters (RFC 3986 §2.3) and those in `kept`; a space becomes `+`, as in
    /// forms.
    static func formEncoded(_ text: String, keeping kept: String = "") -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x20: result += "+"
            case _ where kept.utf8.contains(byte): result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + hexadecimal(Int(byte), 2)
            }
        }
        return result
    }
}
