import TestSupport
import Testing

@testable import Isolates

@Suite struct LibraryDecoderTests {
    private func decode(_ name: String, _ bytes: [UInt8], fatal: Bool = false) throws -> String? {
        let decoder = try #require(LegacyEncoding.decoder(for: name))
        return decoder.decode(bytes, isLast: true, fatal: fatal).map { String(decoding: $0, as: UTF16.self) }
    }

    @Test(
        arguments: [
            ([0x80, 0x41], "€A"), ([0x81, 0x40], "丂"), ([0x81, 0x35, 0xF4, 0x36], "Ḿ"),
        ] as [([UInt8], String)])
    func gb18030IsRead(_ bytes: [UInt8], _ expected: String) throws {
        #expect(try decode("gb18030", bytes, fatal: true) == expected)
    }

    @Test(
        arguments: [
            // Ends within a character.
            ([0x81], "\u{FFFD}"), ([0x81, 0x30], "\u{FFFD}"), ([0x81, 0x30, 0xFE], "\u{FFFD}"),
            // Four bytes that are no character are one error; of two the second counts when it is ASCII.
            ([0xFE, 0x39, 0xFE, 0x39, 0x41], "\u{FFFD}A"), ([0x81, 0x28], "\u{FFFD}("), ([0xFF, 0x41], "\u{FFFD}A"),
        ] as [([UInt8], String)])
    func gb18030IsReplacedOrRefused(_ bytes: [UInt8], _ expected: String) throws {
        #expect(try decode("gb18030", bytes) == expected)
        #expect(try decode("gb18030", bytes, fatal: true) == nil)
    }

    /// What is well-formed is the same however it is cut; what is not ends nothing.
    @Test(arguments: ["gb18030", "windows-950-2000", "euc-jp-2007", "ibm-943_P15A-2003", "windows-949-2000"])
    func anyBytesAreReadInAnyPieces(_ name: String) throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                [0x80, 0x81, 0xFF, 0x30, 0x41, UInt8.random(in: 0...255, using: &generator)].randomElement(
                    using: &generator)!
            }
            let decoder = try #require(LegacyEncoding.decoder(for: name))
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            let first = try #require(decoder.decode(Array(bytes[..<cut]), isLast: false, fatal: false))
            let second = try #require(decoder.decode(Array(bytes[cut...]), isLast: true, fatal: false))
            let whole = try #require(try decode(name, bytes))
            if !whole.contains("\u{FFFD}") { #expect(String(decoding: first + second, as: UTF16.self) == whole) }
        }
    }
}
