import NIOCore
import Testing

@testable import JSONCodec

/// Errors say where.
@Suite struct PlaceTests {
    struct Line: Codable, Equatable {
        var name: String
        var price: Double
        var count: UInt8?
    }

    struct Order: Codable, Equatable {
        var lines: [Line]
        var notes: [String: [Int]]?
    }

    /// The same shape, read directly.
    struct DirectLine: Codable, JSONDecodable {
        private static let keys = JSONKeys("name", "price", "count")
        var name: String
        var price: Double
        var count: UInt8?

        init(json reader: inout JSONReader) throws {
            var (name, price, count): (String?, Double?, UInt8?)
            var key = -1
            try reader.beginObject()
            while try reader.nextKey(in: Self.keys, &key) {
                switch key {
                case 0: name = try String(json: &reader)
                case 1: price = try Double(json: &reader)
                case 2: count = try UInt8?(json: &reader)
                default: try reader.skipValue()
                }
            }
            guard let name else { throw reader.missing("name") }
            guard let price else { throw reader.missing("price") }
            (self.name, self.price, self.count) = (name, price, count)
        }
    }

    struct MixedOrder: Codable {
        var lines: [DirectLine]
        var notes: [String: [Int]]?
    }

    struct DirectOrder: Codable, JSONDecodable {
        private static let keys = JSONKeys("lines", "notes")
        var lines: [DirectLine]
        var notes: [String: [Int]]?

        init(json reader: inout JSONReader) throws {
            var (lines, notes): ([DirectLine]?, [String: [Int]]?)
            var key = -1
            try reader.beginObject()
            while try reader.nextKey(in: Self.keys, &key) {
                switch key {
                case 0: lines = try [DirectLine](json: &reader)
                case 1: notes = try [String: [Int]]?(json: &reader)
                default: try reader.skipValue()
                }
            }
            guard let lines else { throw reader.missing("lines") }
            (self.lines, self.notes) = (lines, notes)
        }
    }

    /// `lines.Index 0.price: kind`
    private func told(_ type: (some Decodable).Type, _ text: String) -> String {
        do {
            _ = try JSON.decode(type, from: ByteBuffer(string: text))
            return "nothing"
        } catch let error as DecodingError {
            func path(_ keys: [any CodingKey]) -> String {
                keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
            }
            switch error {
            case .typeMismatch(let type, let context): return "\(path(context.codingPath)): mismatch \(type)"
            case .valueNotFound(let type, let context): return "\(path(context.codingPath)): null \(type)"
            case .keyNotFound(let key, let context): return "\(path(context.codingPath + [key])): missing"
            case .dataCorrupted(let context): return "\(path(context.codingPath)): \(context.debugDescription)"
            @unknown default: return "unknown"
            }
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        (#"{"lines":[{"name":"a","price":1},{"name":"b","price":"x"}]}"#, "lines.1.price: mismatch Double"),
        (#"{"lines":[{"name":"a","price":1,"x":[{"y":0}],"count":300}]}"#, "lines.0.count: 300 does not fit in UInt8"),
        (#"{"lines":[{"name":"a","price":1,"count":1.5}]}"#, "lines.0.count: mismatch UInt8"),
        (#"{"lines":[{"name":null,"price":1}]}"#, "lines.0.name: null String"),
        (#"{"lines":[{"price":1}]}"#, "lines.0.name: missing"),
        (#"{"lines":[{"name":"a"}]}"#, "lines.0.price: missing"),
        (#"{"lines":[{}]}"#, "lines.0.name: missing"),
        (#"{"lines":[7]}"#, "lines.0: mismatch Dictionary<String, Any>"),
        (#"{"lines":{}}"#, "lines: mismatch Array<Any>"),
        (#"{"lines":null}"#, "lines: null Array<Any>"),
        (#"{}"#, "lines: missing"),
        (#"[]"#, ": mismatch Dictionary<String, Any>"),
        (#"{"lines":[],"notes":{"a":[1,2],"b":[3,{}]}}"#, "notes.b.1: mismatch Int"),
        (#"{"lines":[{"na\u006De":"a","price":1e999}]}"#, "lines.0.price: 1e999 does not fit in Double"),
        ("{\"lines\":[\n  1 2]}", ": line 2, column 5: ',' or ']' is expected"),
        ("{\"lines\":[]", ": line 1, column 12: the text ends where ',' or '}' is expected"),
    ])
    func isTheSameOnEveryWay(text: String, expected: String) {
        #expect(told(Order.self, text) == expected)
        // A direct type stops at the first fault it comes to; without syntax errors that is the same.
        #expect(told(MixedOrder.self, text) == expected)
        if !expected.hasPrefix(": line 2") { #expect(told(DirectOrder.self, text) == expected) }
    }

    @Test func aSyntaxErrorHasItsPlace() throws {
        let error = #expect(throws: DecodingError.self) {
            try JSON.decode(Order.self, from: ByteBuffer(string: "{\n \"lines\": [tru]}"))
        }
        guard case .dataCorrupted(let context)? = error, let cause = context.underlyingError as? JSONError else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect((cause.offset, cause.line, cause.column) == (13, 2, 12))
        #expect(cause.kind == .syntax)
    }

    @Test func whatCannotBeWrittenNamesItsPlace() throws {
        struct Outer: Encodable { var inner: [String: [Double]] }
        for value in [Double.nan, .infinity, -.infinity] {
            let error = #expect(throws: EncodingError.self) {
                try JSON.encode(Outer(inner: ["a": [1, 2, value]]))
            }
            guard case .invalidValue(_, let context)? = error else { return }
            #expect(context.codingPath.map(\.stringValue).prefix(2) == ["inner", "a"])
            #expect(context.codingPath.last?.intValue == 2)
        }
    }

    /// Errors in arrays do not cost the way through the whole array each time; this would take minutes.
    @Test(.timeLimit(.minutes(1))) func manyErrorsAreCheap() throws {
        let values = Array(repeating: Anything.string("a"), count: 100_000)
        #expect(try JSON.decode([Anything].self, from: JSON.encode(values)) == values)
    }
}
