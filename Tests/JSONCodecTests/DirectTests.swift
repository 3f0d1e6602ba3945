import NIOCore
import Testing

@testable import JSONCodec

/// Types that read and write themselves.
@Suite struct DirectTests {
    /// Its two ways differ, so that a test sees which was taken.
    struct Marked: Codable, JSONConvertible, Equatable {
        var value: Int

        init(_ value: Int) { self.value = value }

        init(json reader: inout JSONReader) throws { value = try Int(json: &reader) }

        func write(json writer: inout JSONWriter) { writer.write(value) }

        init(from decoder: any Decoder) throws {
            Issue.record("the detour was taken")
            value = 0
        }

        func encode(to encoder: any Encoder) throws { Issue.record("the detour was taken") }
    }

    struct Outer: Codable, Equatable {
        var one: Marked
        var many: [Marked]
        var named: [String: Marked?]
        var maybe: Marked?
    }

    @Test func isTakenWhereverItIsFound() throws {
        let outer = Outer(
            one: Marked(1), many: [Marked(2), Marked(3)], named: ["a": nil, "b": Marked(4)], maybe: Marked(5))
        let text = try JSON.encodeSorted(outer)
        #expect(String(buffer: text) == #"{"many":[2,3],"maybe":5,"named":{"a":null,"b":4},"one":1}"#)
        #expect(try JSON.decode(Outer.self, from: text) == outer)
        #expect(try JSON.decode([Marked].self, from: ByteBuffer(string: "[1]")) == [Marked(1)])
        #expect(String(buffer: try JSON.encode(["x": Marked(1)])) == #"{"x":1}"#)
    }

    enum Size: String, JSONConvertible { case small, large }

    @Test func enumerationsWithRawValues() throws {
        var writer = JSONWriter()
        try [Size.small, .large].write(json: &writer)
        let text = writer.finish()
        #expect(String(buffer: text) == #"["small","large"]"#)
        try text.withUnsafeReadableBytes { bytes in
            var reader = JSONReader(bytes)
            let sizes = try [Size](json: &reader)
            #expect(sizes == [.small, .large])
        }
        #expect(throws: JSONError.self) {
            try ByteBuffer(string: "\"huge\"").withUnsafeReadableBytes { bytes in
                var reader = JSONReader(bytes)
                return try Size(json: &reader)
            }
        }
    }

    @Test func namesAreMatched() throws {
        let keys = JSONKeys("a", "bb", "a \"quoted\" name", "é", "")
        let text = #" { "a" : 1, "zz":[2,{"a":0}], "":3, "\u0062b":4, "é":5, "a \"quoted\" name":6, "bb":7, "abc":8 } "#
        try ByteBuffer(string: text).withUnsafeReadableBytes { bytes in
            var reader = JSONReader(bytes)
            var found: [Int] = []
            var key = -1
            try reader.beginObject()
            while try reader.nextKey(in: keys, &key) {
                found.append(key)
                try reader.skipValue()
            }
            try reader.finish()
            let unknown = JSONKeys.unknown
            #expect(found == [0, unknown, 4, 1, 3, 2, 1, unknown])
        }
        var writer = JSONWriter()
        writer.beginObject()
        for index in 0..<keys.count {
            writer.key(keys, index)
            writer.write(index)
        }
        writer.endObject()
        #expect(String(buffer: writer.finish()) == #"{"a":0,"bb":1,"a \"quoted\" name":2,"é":3,"":4}"#)
    }

    @Test func valuesAreReadOneByOne() throws {
        let text = #"[null, true, -7, 0.5, "a\tb", {"k": [1, 2]}, "é"]"#
        try ByteBuffer(string: text).withUnsafeReadableBytes { bytes throws in
            var reader = JSONReader(bytes)
            var kinds: [JSONReader.Next] = []
            var values: [String] = []
            try reader.beginArray()
            var isThere = try reader.nextElement()
            while isThere {
                kinds.append(try reader.next())
                switch kinds.count {
                case 1: values.append(try reader.readNull() ? "null" : "?")
                case 2: values.append(String(try reader.readBool()))
                case 3: values.append(String(try reader.readInteger(Int8.self)))
                case 4: values.append(try reader.readDigits())
                case 5: values.append(try reader.readString())
                case 6:
                    try reader.beginObject()
                    values.append(try reader.nextKey() ?? "?")
                    values.append("\(try [Int](json: &reader))")
                    values.append(try reader.nextKey() ?? "end")
                default: values.append("\(try reader.withString { $0.count })")
                }
                isThere = try reader.nextElement()
            }
            try reader.finish()
            #expect(kinds == [.null, .bool, .number, .number, .string, .object, .string])
            #expect(values == ["null", "true", "-7", "0.5", "a\tb", "k", "[1, 2]", "end", "2"])
        }
    }

    @Test func stringsOfEveryLengthAreEscaped() throws {
        for length in 0..<40 {
            for place in 0..<max(length, 1) {
                for special in ["\"", "\\", "\n", "\u{1F}", "é", "¢#", "x"] {
                    var text = String(repeating: "a", count: length)
                    text.insert(contentsOf: special, at: text.index(text.startIndex, offsetBy: min(place, length)))
                    #expect(try JSON.decode(String.self, from: JSON.encode(text)) == text)
                    #expect(try JSON.decode([String: Int].self, from: JSON.encode([text: 1])) == [text: 1])
                }
            }
        }
    }

    @Test func theBytesGrowAsNeeded() throws {
        let long = Array(repeating: String(repeating: "x", count: 1000), count: 1000)
        #expect(try JSON.decode([String].self, from: JSON.encode(long)) == long)
    }
}
