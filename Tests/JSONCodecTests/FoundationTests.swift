import Foundation
import NIOCore
import TestSupport
import Testing

@testable import JSONCodec

/// Foundation's coders are the measure, where they are right.
@Suite struct FoundationTests {
    private let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    private let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }()

    private func ours(_ value: some Encodable) throws -> String { String(buffer: try JSON.encodeSorted(value)) }

    private func theirs(_ value: some Encodable) throws -> String {
        String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test func theTypesHaveTheNamesWeKnow() {
        #expect(TypeTraits.of(Date.self).kind == .date)
        #expect(TypeTraits.of(Data.self).kind == .data)
        #expect(TypeTraits.of(URL.self).kind == .url)
        #expect(TypeTraits.of(Decimal.self).kind == .decimal)
        #expect(TypeTraits.of(UUID.self).kind == .plain)
        #expect(TypeTraits.of([Int].self).kind == .direct)
        #expect(TypeTraits.of([Date].self).kind == .plain)
    }

    struct Values: Codable, Equatable {
        var date = Date(timeIntervalSince1970: 1_700_000_000)
        var dates: [Date]? = [.distantPast, .distantFuture]
        var data = Data([0, 1, 2, 253, 254, 255, 7])
        var url = URL(string: "https://example.com/a?b=c#d")!
        var id = UUID()
        var price = Decimal(string: "-1234.5600")!
        var none: Date?
        var byDay: [String: Date] = ["a": Date(timeIntervalSince1970: 0)]
    }

    @Test func valueTypesAreWrittenAlike() throws {
        let values = Values()
        #expect(try ours(values) == theirs(values))
        #expect(try JSON.decode(Values.self, from: JSON.encode(values)) == values)
        #expect(try decoder.decode(Values.self, from: Data(JSON.encode(values).readableBytesView)) == values)
        #expect(try JSON.decode(Values.self, from: ByteBuffer(bytes: encoder.encode(values))) == values)
        #expect(
            try JSON.decode(Date.self, from: ByteBuffer(string: "\"1970-01-01T00:00:00Z\"")).timeIntervalSince1970 == 0)
    }

    @Test func randomDatesAreWrittenAlike() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let date = Date(timeIntervalSince1970: .random(in: -62_135_769_600...200_000_000_000, using: &random))
            #expect(try ours(date) == theirs(date))
            let whole = Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
            #expect(try JSON.decode(Date.self, from: JSON.encode(date)) == whole)
        }
    }

    @Test(arguments: [
        ("2026-11-24T12:00:00Z", 1_795_521_600.0), ("2026-11-24T12:00:00.25Z", 1_795_521_600.25),
        ("2026-11-24T14:30:00+02:30", 1_795_521_600), ("2026-11-24T04:00:00-08:00", 1_795_521_600),
        ("2026-11-24t12:00:00z", 1_795_521_600), ("2024-02-29T00:00:00Z", 1_709_164_800),
        ("1969-12-31T23:59:59.5Z", -0.5), ("2016-12-31T23:59:60Z", 1_483_228_800),
    ])
    func datesWithFractionsAndOffsets(text: String, seconds: Double) throws {
        #expect(
            try JSON.decode([Date].self, from: ByteBuffer(string: "[\"\(text)\"]"))
                == [Date(timeIntervalSince1970: seconds)])
    }

    @Test(arguments: [
        "2026-11-24", "2026-11-24T12:00Z", "2026-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2026-11-24T24:00:00Z",
        "2026-11-24T12:60:00Z", "2026-11-24T12:00:00", "2026-11-24T12:00:00.Z", "2026-11-24T12:00:00+2", "", "x",
        "2026-11-24T12:00:00Zx", "2026-11-24T12:00:00+25:00",
    ])
    func whatIsNoDate(text: String) {
        let error = #expect(throws: DecodingError.self) {
            try JSON.decode([String: Date].self, from: ByteBuffer(string: "{\"a\":\"\(text)\"}"))
        }
        guard case .dataCorrupted(let context)? = error else { return }
        #expect(context.codingPath.map(\.stringValue) == ["a"])
    }

    @Test func bytesAreBase64() throws {
        var random = SeededGenerator(seed: 4)
        for length in 0..<200 {
            let data = Data((0..<length).map { _ in UInt8.random(in: 0...255, using: &random) })
            #expect(try ours(data) == theirs(data))
            #expect(try JSON.decode(Data.self, from: JSON.encode(data)) == data)
        }
        for bad in ["a", "ab", "abc", "ab=c", "a===", "====", "ab c", "ab==cd==", "abc\\n", "é===", "aB=="] {
            #expect(throws: DecodingError.self) { try JSON.decode(Data.self, from: ByteBuffer(string: "\"\(bad)\"")) }
        }
    }

    @Test func decimalsAreNumbers() throws {
        for text in [
            "0", "1", "-1", "0.1", "-0.001", "123456789012345678901234567890.12345678", "1e30", "1e-30", "12e10",
            "99999999999999999999999999999999999999", "0.00000000000000000000000000000000000001", "1.10", "1E2",
        ] {
            let decimal = Decimal(string: text)!
            #expect(try ours(decimal) == theirs(decimal))
            #expect(try JSON.decode(Decimal.self, from: ByteBuffer(string: text)) == decimal)
            #expect(try JSON.decode([Decimal].self, from: JSON.encode([decimal])) == [decimal])
        }
        #expect(throws: EncodingError.self) { try JSON.encode(Decimal.nan) }
        #expect(throws: DecodingError.self) { try JSON.decode(Decimal.self, from: ByteBuffer(string: "1e999")) }
        #expect(throws: DecodingError.self) { try JSON.decode(Decimal.self, from: ByteBuffer(string: "\"1\"")) }
    }

    @Test(arguments: ["x", "../x", "/x", "?q", "//h/x", "./a/../b", "../../../x", ".", ".."])
    func urlsWithABase(relative: String) throws {
        let url = URL(string: relative, relativeTo: URL(string: "https://example.com/a/b/c?d"))!
        #expect(try ours(url) == theirs(url))
    }

    @Test func agreeOnRandomValues() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<1000 {
            let value = Anything.random(depth: 4, &random)
            let bytes = try JSON.encode(value)
            #expect(try JSON.decode(Anything.self, from: bytes) == value)
            #expect(try decoder.decode(Anything.self, from: Data(bytes.readableBytesView)) == value)
            #expect(try JSON.decode(Anything.self, from: ByteBuffer(bytes: encoder.encode(value))) == value)
        }
    }

    /// Foundation lets a comma stand before the end of a container, takes a zero for a sign of UTF-16, and refuses numbers
    /// that no `Double` holds.
    @Test func agreeOnDamagedText() throws {
        var random = SeededGenerator(seed: 6)
        let pieces: [[UInt8]] =
            ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "0", "-", "1", "e", ".", "null", " "]
            .map { Array($0.utf8) } + [[0x80], [0xC3, 0xA9], [0x00], [0xFF]]
        var counts = (accepted: 0, refused: 0)
        for _ in 0..<5_000 {
            var bytes = Array(try JSON.encode(Anything.random(depth: 3, &random)).readableBytesView)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes.insert(contentsOf: pieces.randomElement(using: &random)!, at: place)
                case 1: if place < bytes.count { bytes.remove(at: place) }
                default: if place < bytes.count { bytes[place] = .random(in: 0...255, using: &random) }
                }
            }
            let (skipped, taped) = GrammarTests.isAccepted(bytes)
            #expect(skipped == taped)
            let text = String(decoding: bytes, as: UTF8.self)
            let foundation = try? decoder.decode(Anything.self, from: Data(bytes))
            if let foundation, skipped {
                counts.accepted += 1
                #expect(try JSON.decode(Anything.self, from: ByteBuffer(bytes: bytes)) == foundation, "\(text)")
            } else if foundation != nil {
                #expect(text.contains(",") || bytes.prefix(4).contains { $0 >= 0x80 || $0 == 0 }, "\(bytes) \(text)")
            } else {
                counts.refused += 1
                if skipped { #expect(text.contains(/[eE][-+]?\d{2,}|\d{30,}/), "\(text)") }
            }
        }
        #expect(counts.accepted > 1000 && counts.refused > 1000)
    }

    @Test func randomBytesDoNoHarm() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? Array("{}[]\",:\\u019-+.eEtrufalsn ".utf8).randomElement(using: &random)!
                    : UInt8.random(in: 0...255, using: &random)
            }
            let (skipped, taped) = GrammarTests.isAccepted(bytes)
            #expect(skipped == taped)
            _ = try? JSON.decode(Values.self, from: ByteBuffer(bytes: bytes))
            _ = try? JSON.decode([String: Int].self, from: ByteBuffer(bytes: bytes))
        }
    }

    @Test func textsOutsideJSON() throws {
        let id = UUID()
        #expect(try TextValue.decode(UUID.self, from: id.uuidString) == id)
        #expect(try TextValue.decode(Date.self, from: "1970-01-01T00:00:01Z") == Date(timeIntervalSince1970: 1))
        #expect(try TextValue.decode(URL.self, from: "https://a/b").host() == "a")
        #expect(try TextValue.decode(Decimal.self, from: "1.25") == Decimal(string: "1.25"))
        #expect(try TextValue.decode(CodableTests.Size.self, from: "small") == .small)
        #expect(try TextValue.decode(CodableTests.Level.self, from: "2") == .high)
        #expect(throws: (any Error).self) { try TextValue.decode(UUID.self, from: "7") }
        #expect(throws: (any Error).self) { try TextValue.decode(CodableTests.Level.self, from: "2 ") == .high }
        #expect(throws: (any Error).self) { try TextValue.decode([Int].self, from: "[1]") }
        #expect(throws: (any Error).self) { try TextValue.decode(PlaceTests.Line.self, from: "{}") }
    }
}
