import Testing

@testable import Isolates

@Suite struct ISO2022JPTests {
    private static let escape: UInt8 = 0x1B

    private func decoder() throws -> any LegacyDecoder { try #require(LegacyEncoding.decoder(for: "ISO-2022-JP")) }

    private func text(_ units: [UInt16]?) -> String? { units.map { String(decoding: $0, as: UTF16.self) } }

    @Test(
        arguments: [
            ([0x41, 0x5C, 0x7E, 0x0D], "A\\~\r"),
            ([escape, 0x28, 0x4A, 0x5C, 0x7E, 0x41], "¥‾A"),
            ([escape, 0x28, 0x49, 0x50, escape, 0x28, 0x42, 0x50], "ﾐP"),
            ([escape, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x38, 0x6C, escape, 0x28, 0x42, 0x21], "日本語!"),
            ([], ""),
        ] as [([UInt8], String)])
    func whatIsWellFormedIsReadHoweverItIsCut(_ bytes: [UInt8], _ expected: String) throws {
        #expect(text(try decoder().decode(bytes, isLast: true, fatal: true)) == expected)
        for cut in bytes.indices {
            let decoder = try decoder()
            let first = try #require(decoder.decode(Array(bytes[..<cut]), isLast: false, fatal: true))
            let second = try #require(decoder.decode(Array(bytes[cut...]), isLast: true, fatal: true))
            #expect(text(first + second) == expected, "cut at \(cut)")
        }
    }

    @Test(
        arguments: [
            // A switch that nothing comes of.
            ([escape, 0x28, 0x42, escape, 0x28, 0x42, 0x50], "\u{FFFD}P"),
            ([escape, 0x24, 0x40, escape, 0x24, 0x42, 0x46, 0x7C], "\u{FFFD}日"),
            // What begins like one and is none is read as what it is.
            ([escape, 0x24], "\u{FFFD}$"), ([0x50, escape], "P\u{FFFD}"), ([escape, 0x50], "\u{FFFD}P"),
            ([escape, 0x28, 0x49, escape, 0x24, 0x50], "\u{FFFD}､ﾐ"),
            // Half a character, one that is none, and one after it.
            ([escape, 0x24, 0x42, 0x46], "\u{FFFD}"), ([escape, 0x24, 0x42, 0x7D, 0x7E, 0x46, 0x7C], "\u{FFFD}日"),
            ([escape, 0x24, 0x42, 0x46, escape, 0x28, 0x42, 0x41], "\u{FFFD}A"),
            ([0x0E, 0x0F, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ] as [([UInt8], String)])
    func whatIsNotIsReplacedOrRefused(_ bytes: [UInt8], _ expected: String) throws {
        #expect(text(try decoder().decode(bytes, isLast: true, fatal: false)) == expected)
        #expect(try decoder().decode(bytes, isLast: true, fatal: true) == nil)
    }
}
