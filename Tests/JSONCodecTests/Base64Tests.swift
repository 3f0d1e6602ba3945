import Foundation
import TestSupport
import Testing

@testable import JSONCodec

@Suite struct Base64Tests {
    @Test func bytesComeBack() {
        var generator = SeededGenerator(seed: 9)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Base64.standard.encode(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.standard.decode(text) == bytes)
            #expect(Base64.url.decode(Base64.url.encode(bytes)) == bytes)
        }
        #expect(Base64.url.encode([0xfb, 0xff, 0xbf]) == "-_-_")
    }

    @Test func otherTextsAreNone() {
        for text in ["a", "a=", "+/", "AB ", "AB", "é"] { #expect(Base64.url.decode(text) == nil) }
        for text in ["a", "ab", "abc", "-_-_", "AB==cd==", "====", "a===", "AB==", "abc\n"] {
            #expect(Base64.standard.decode(text) == nil)
        }
    }
}
