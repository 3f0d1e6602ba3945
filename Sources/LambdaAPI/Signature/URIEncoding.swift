import MeridianCore

/// Percent-encoding as signature version 4 wants it: all but `A–Z a–z 0–9 - . _ ~`, with upper-case digits.
enum URIEncoding {
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Encoded text, encoded the one way. What does not decode is taken as it stands.
    static func recoded(_ text: Substring) -> String {
        encode((PercentEncoding.decode(text.utf8) ?? String(text)).utf8)
    }
}
