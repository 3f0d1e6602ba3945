import TestSupport
import Testing

@testable import MeridianWebSocket

@Suite struct PureTests {
    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
    ])
    func sha1(text: String, digest: String) {
        #expect(
            SHA1.digest(text.utf8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == digest)
    }

    /// The check agrees with the standard library, however the text is cut.
    @Test func utf8InParts() {
        var generator = SeededGenerator(seed: 2)
        let edges: [UInt8] = [
            0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
            0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        var valid = 0
        for _ in 0..<100_000 {
            let bytes = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                edges.randomElement(using: &generator)!
            }
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            var check = UTF8Check()
            let isText = check.take(bytes[..<cut]) && check.take(bytes[cut...]) && check.isComplete
            #expect(isText == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
            if isText { valid += 1 }
        }
        #expect(valid > 1_000)
    }
}
