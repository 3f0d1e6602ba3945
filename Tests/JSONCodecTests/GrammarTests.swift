import NIOCore
import Testing

@testable import JSONCodec

/// What RFC 8259 allows and what it does not, for the reader that is used directly and for the tape.
@Suite struct GrammarTests {
    static func isAccepted(_ bytes: [UInt8]) -> (skipped: Bool, taped: Bool) {
        let skipped = bytes.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            do {
                try reader.skipValue()
                try reader.finish()
                return true
            } catch {
                return false
            }
        }
        return (skipped, bytes.withUnsafeBytes { (try? Tape($0, userInfo: [:])) != nil })
    }

    static let accepted = [
        "null", "true", "false", "0", "-0", "1", "-1", "123456789", "0.5", "-0.5", "1.25e3", "1E3", "1e+3", "1e-3",
        "0e0", "0.0", "1.0000000000000000000000000000001", "9223372036854775807", "18446744073709551615",
        "123456789012345678901234567890", "1e400", "1e-400", "0e999999999999999999999", "\"\"", "\"a\"", "\"\\\"\"",
        "\"\\\\\"", "\"\\/\"", "\"\\b\\f\\n\\r\\t\"", "\"\\u0000\"", "\"\\u00e9\"", "\"\\uD83D\\uDE00\"", "\"\\uFFFF\"",
        "\"é\"", "\"😀\"", "\"\u{7F}\"", "\"\u{2028}\"", "\"a longer text than eight bytes\"", "[]", "[ ]", "[1]",
        "[1,2]", "[[]]", "[[],[]]", "[null,true,\"a\",1.5,{}]", "{}", "{ }", "{\"a\":1}", "{\"a\":1,\"b\":2}",
        "{\"\":0}", "{\"a\":{\"b\":[]}}", "{\"a\":1,\"a\":2}", "{\"\\u0061\":1}", " 1 ", "\t\n\r1\t\n\r",
        " [ 1 , 2 ] ", " { \"a\" : 1 , \"b\" : 2 } ", "[1,\n2]", "\"\\u005C\\u0022\"", "[0.1,-1e5,\"\\\\\"]",
    ]

    @Test(arguments: accepted) func isAllowed(text: String) {
        #expect(Self.isAccepted(Array(text.utf8)) == (true, true))
    }

    static let refused = [
        "", " ", "nul", "nulll", "Null", "tru", "truee", "fals", "True", "undefined", "NaN", "Infinity", "-Infinity",
        "-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.e3", "1e", "1e+", "1e-", "1e1.5", "0x10", "1_000", "1 2",
        "1,", "--1", "1-", "0b1", "1f", "\"", "\"a", "a\"", "'a'", "\"\\\"", "\"\\a\"", "\"\\x41\"", "\"\\u\"",
        "\"\\u12\"", "\"\\u123g\"", "\"\\U0041\"", "\"\\uD800\"", "\"\\uDC00\"", "\"\\uD800\\u0041\"", "\"\\uD800a\"",
        "\"\\uDC00\\uD800\"", "\"\\uD800\\uD800\"", "\"\\uD800\\n\"", "\"\u{0}\"", "\"\u{1}\"", "\"\n\"", "\"\t\"",
        "\"longer than eight \u{1F} bytes\"", "[", "]", "[1", "[1,", "[,", "[,1]", "[1,]", "[1,,2]", "[1 2]", "[1;2]",
        "[1:2]", "[1}", "[[]", "[]]", "[\"a\"", "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}",
        "{,}", "{,\"a\":1}", "{\"a\" 1}", "{\"a\"::1}", "{\"a\":1,,\"b\":2}", "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}",
        "{1:1}", "{null:1}", "{\"a\"}", "{\"a\",\"b\"}", "{\"a\":1]", "{}}", "{\"a\":}", "{\"\\uD800\":1}", "[]a",
        "{}1", "\"a\"b", "null null", "\u{FEFF}1", "\u{A0}1", "\u{B}1", "\u{C}1", "1\u{0}", "// a\n1", "/* a */1", "#",
        "[1]/", "*", "[*]", "@",
    ]

    @Test(arguments: refused) func isNotAllowed(text: String) {
        #expect(Self.isAccepted(Array(text.utf8)) == (false, false))
    }

    /// Strings are looked at many bytes at a time.
    @Test(arguments: 0...40) func everyPlaceOfAStringIsLookedAt(length: Int) {
        let plain = [UInt8](repeating: UInt8(ascii: "a"), count: length)
        for rest in [[], [UInt8](repeating: UInt8(ascii: " "), count: 32)] {
            #expect(Self.isAccepted([0x22] + plain + [0x22] + rest) == (true, true))
            for place in 0..<length {
                for byte in UInt8.min...UInt8.max {
                    var text = plain
                    text[place] = byte
                    let isAllowed = byte >= 0x20 && byte < 0x80 && byte != 0x22 && byte != 0x5C
                    // A backslash escapes the letter or the quote behind it.
                    let isAccepted = Self.isAccepted([0x22] + text + [0x22] + rest)
                    #expect(isAccepted == (isAllowed, isAllowed), "\(byte) at \(place)")
                }
            }
        }
    }

    // Overlong, a lone continuation, cut short, a surrogate, beyond Unicode, no UTF-8 at all.
    @Test(
        arguments: [
            [0xC0, 0x80], [0xC1, 0xBF], [0x80], [0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]])
    func isNoUTF8(bytes: [UInt8]) {
        for before in ["\"", "\"seven b", "\"eight by"] {
            for after in ["\"", "and more than eight\""] {
                #expect(
                    Self.isAccepted(Array(before.utf8) + bytes + Array(after.utf8)) == (false, false))
            }
        }
        #expect(Self.isAccepted(bytes) == (false, false))
    }

    @Test func depthIsLimited() throws {
        func nested(_ depth: Int, _ open: String, _ close: String) -> [UInt8] {
            Array((String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
        }
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            #expect(Self.isAccepted(nested(512, open, close)) == (true, true))
            #expect(Self.isAccepted(nested(513, open, close)) == (false, false))
            #expect(Self.isAccepted(nested(1_000_000, open, close)) == (false, false))
        }
        let deepest = ByteBuffer(bytes: nested(512, "[", "]"))
        #expect(try JSON.encode(JSON.decode(Anything.self, from: deepest)) == deepest)
        #expect(Self.isAccepted(Array(String(repeating: "[", count: 512).utf8)) == (false, false))
    }
}
