import NIOCore
import Testing

@testable import JSONCodec

/// Everything that `Codable` offers.
@Suite struct CodableTests {
    private func roundTrip<Value: Codable & Equatable>(_ value: Value, _ text: String) throws {
        #expect(String(buffer: try JSON.encodeSorted(value)) == text)
        #expect(try JSON.decode(Value.self, from: JSON.encode(value)) == value)
        #expect(try JSON.decode(Value.self, from: ByteBuffer(string: text)) == value)
    }

    enum Shape: Codable, Equatable {
        case point
        case circle(radius: Double)
        case line(Int, to: [Int])
    }

    enum Size: String, Codable { case small, large }

    enum Level: Int, Codable { case low = 1, high }

    struct All: Codable, Equatable {
        var flag = true
        var text = "a\"b\\c\n\u{1}é😀/"
        var double = 0.5
        var float: Float = 0.25
        var integers: [Int8] = [-1, 0, 1]
        var unsigned: UInt64 = .max
        var none: Int?
        var some: Int? = 7
        var nulls: [Int?] = [1, nil]
        var size = Size.large
        var level = Level.high
        var shapes: [Shape] = [.point, .circle(radius: 2), .line(1, to: [2, 3])]
        var byName = ["x": Size.small]
        var byNumber = [2: "two"]
        var set: Set<Int> = [5]
        var nested = [["a": [true]]]
        var empty: [String: Int] = [:]
    }

    @Test func everyKindOfMember() throws {
        let text =
            #"{"byName":{"x":"small"},"byNumber":{"2":"two"},"double":0.5,"empty":{},"flag":true,"float":0.25,"#
            + #""integers":[-1,0,1],"level":2,"nested":[{"a":[true]}],"nulls":[1,null],"set":[5],"#
            + #""shapes":[{"point":{}},{"circle":{"radius":2}},{"line":{"_0":1,"to":[2,3]}}],"size":"large","some":7,"#
            + #""text":"a\"b\\c\n\u0001é😀/","unsigned":18446744073709551615}"#
        try roundTrip(All(), text)
    }

    @Test func outermostValuesOfEveryKind() throws {
        try roundTrip(7, "7")
        try roundTrip("a", "\"a\"")
        try roundTrip(Int?.none, "null")
        try roundTrip([Int?.none, 1], "[null,1]")
        try roundTrip(Size.small, "\"small\"")
        try roundTrip(["b": 1, "a": 2], #"{"a":2,"b":1}"#)
        try roundTrip([1.5: "x"], #"[1.5,"x"]"#)
        try roundTrip([Key("k"): 1], #"{"k":1}"#)
    }

    struct Key: Hashable, Codable, CodingKeyRepresentable {
        let text: String

        init(_ text: String) { self.text = text }

        var codingKey: any CodingKey { JSONKey(text) }

        init?(codingKey: some CodingKey) { text = codingKey.stringValue }
    }

    struct Renamed: Codable, Equatable {
        var first = 1
        var second: String? = "b"

        enum CodingKeys: String, CodingKey {
            case first = "1st"
            case second = "the \"second\""
        }
    }

    @Test func namesThatNeedEscapes() throws {
        try roundTrip(Renamed(), #"{"1st":1,"the \"second\"":"b"}"#)
        #expect(
            try JSON.decode(Renamed.self, from: ByteBuffer(string: #"{"the \u0022second\u0022":"b","\u0031st":1}"#))
                == Renamed())
    }

    class Animal: Codable {
        var legs = 4

        init() {}
    }

    final class Dog: Animal {
        var name = "Rex"

        enum CodingKeys: CodingKey { case name }

        override init() { super.init() }

        required init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            try super.init(from: container.superDecoder())
        }

        override func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try super.encode(to: container.superEncoder())
            // After the other encoder was handed out and used.
            try container.encode(name, forKey: .name)
        }
    }

    final class Flat: Animal {
        var wings = 2

        enum CodingKeys: CodingKey { case wings }

        override init() { super.init() }

        required init(from decoder: any Decoder) throws {
            wings = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .wings)
            try super.init(from: decoder)
        }

        override func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(wings, forKey: .wings)
            try super.encode(to: encoder)
        }
    }

    @Test func classesWithInheritance() throws {
        let dog = Dog()
        dog.legs = 3
        let text = try JSON.encodeSorted(dog)
        #expect(String(buffer: text) == #"{"name":"Rex","super":{"legs":3}}"#)
        let read = try JSON.decode(Dog.self, from: text)
        #expect(read.legs == 3 && read.name == "Rex")
        let flat = try JSON.encodeSorted([Flat()])
        #expect(String(buffer: flat) == #"[{"legs":4,"wings":2}]"#)
        #expect(try JSON.decode([Flat].self, from: flat).first?.wings == 2)
        let error = #expect(throws: DecodingError.self) {
            try JSON.decode(Dog.self, from: ByteBuffer(string: #"{"name":"Rex"}"#))
        }
        guard case .keyNotFound(let key, _)? = error else { throw error! }
        #expect(key.stringValue == "super")
    }

    /// Two nested containers and a super encoder, written to in turn.
    struct Interleaved: Codable, Equatable {
        enum Keys: String, CodingKey, CaseIterable { case a, b, c, list, d }

        init() {}

        func encode(to encoder: any Encoder) throws {
            var outer = encoder.container(keyedBy: Keys.self)
            var a = outer.nestedContainer(keyedBy: Keys.self, forKey: .a)
            var b = outer.nestedUnkeyedContainer(forKey: .b)
            let c = outer.superEncoder(forKey: .c)
            try b.encode(1)
            try a.encode("x", forKey: .a)
            var inner = b.nestedContainer(keyedBy: Keys.self)
            try b.encode([2, 3])
            try outer.encode(true, forKey: .d)
            try a.encode("y", forKey: .b)
            try inner.encode(4, forKey: .c)
            var list = outer.nestedUnkeyedContainer(forKey: .list)
            var deep = list.nestedUnkeyedContainer()
            try list.superEncoder().encode("in single", nil)
            try deep.encodeNil()
            #expect(list.count == 2 && b.count == 3)
            #expect(inner.codingPath.map(\.stringValue) == ["b", "Index 1"])
            try c.encode("late", nil)
        }

        init(from decoder: any Decoder) throws {
            let outer = try decoder.container(keyedBy: Keys.self)
            #expect(outer.allKeys.count == 5 && outer.contains(.a))
            let a = try outer.nestedContainer(keyedBy: Keys.self, forKey: .a)
            #expect(try a.decode(String.self, forKey: .b) == "y")
            #expect(try a.decode(String.self, forKey: .a) == "x")
            #expect(a.codingPath.map(\.stringValue) == ["Index 0", "a"])
            var b = try outer.nestedUnkeyedContainer(forKey: .b)
            #expect(b.count == 3 && b.currentIndex == 0)
            #expect(throws: DecodingError.self) { try b.decode(String.self) }
            #expect(try b.decode(Int.self) == 1)
            let inner = try b.nestedContainer(keyedBy: Keys.self)
            #expect(try inner.decode(Int.self, forKey: .c) == 4)
            #expect(inner.codingPath.last?.intValue == 1)
            var pair = try b.nestedUnkeyedContainer()
            #expect(try [pair.decode(Int.self), pair.decode(Int.self)] == [2, 3])
            #expect(pair.isAtEnd && b.isAtEnd)
            #expect(throws: DecodingError.self) { try pair.decode(Int.self) }
            #expect(try outer.superDecoder(forKey: .c).singleValueContainer().decode(String.self) == "late")
            #expect(try outer.decode(Bool.self, forKey: .d))
        }
    }

    @Test func containersWrittenInTurn() throws {
        let text = try JSON.encode(Interleaved())
        #expect(
            String(buffer: text)
                == #"{"a":{"a":"x","b":"y"},"b":[1,{"c":4},[2,3]],"c":"late","d":true,"list":[[null],"in single"]}"#)
        _ = try JSON.decode([Interleaved].self, from: ByteBuffer(string: "[\(String(buffer: text))]"))
    }

    struct Forgiving: Encodable {
        struct Bad: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: JSONKey.self)
                try container.encode("half", forKey: JSONKey("a"))
                _ = container.nestedUnkeyedContainer(forKey: JSONKey("b"))
                try container.encode(Double.nan, forKey: JSONKey("c"))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: JSONKey.self)
            try container.encode(1, forKey: JSONKey("one"))
            try? container.encode(Bad(), forKey: JSONKey("bad"))
            try? container.encode(Double.infinity, forKey: JSONKey("worse"))
            try container.encode(2, forKey: JSONKey("two"))
        }
    }

    @Test func aValueThatFailedLeavesNothing() throws {
        #expect(String(buffer: try JSON.encode(Forgiving())) == #"{"one":1,"two":2}"#)
    }

    struct Empty: Codable, Equatable {}

    struct Silent: Encodable { func encode(to encoder: any Encoder) {} }

    @Test func valuesWithoutContent() throws {
        try roundTrip(Empty(), "{}")
        try roundTrip([Empty(), Empty()], "[{},{}]")
        #expect(String(buffer: try JSON.encode(["a": Silent()])) == #"{"a":{}}"#)
    }

    struct Informed: Codable {
        static let key = CodingUserInfoKey(rawValue: "unit")!
        var unit: String

        init() { unit = "" }

        init(from decoder: any Decoder) { unit = decoder.userInfo[Self.key] as? String ?? "" }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(encoder.userInfo[Self.key] as? String)
        }
    }

    @Test func userInfoArrives() throws {
        #expect(String(buffer: try JSON.encode([Informed()], userInfo: [Informed.key: "m"])) == #"["m"]"#)
        #expect(
            try JSON.decode([Informed].self, from: ByteBuffer(string: "[0]"), userInfo: [Informed.key: "m"])[0].unit
                == "m")
    }

    struct Kept: Decodable {
        let decoder: any Decoder

        init(from decoder: any Decoder) { self.decoder = decoder }
    }

    @Test func aDecoderCanBeKept() throws {
        var bytes: ByteBuffer? = ByteBuffer(string: #"{"a":[1,"two and more than fifteen bytes"]}"#)
        let kept = try JSON.decode([String: Kept].self, from: bytes!)["a"]!
        bytes = nil
        var list = try kept.decoder.unkeyedContainer()
        #expect(try list.decode(Int.self) == 1)
        #expect(try list.decode(String.self) == "two and more than fifteen bytes")
    }

    @Test func membersAreFoundInAnyOrder() throws {
        struct Wide: Codable, Equatable {
            var a = 1
            var b = 2
            var c = 3
            var d: Int?
            var e = 5
        }
        for text in [#"{"e":5,"d":null,"c":3,"b":2,"a":1}"#, #"{"c":3,"x":[{"a":9}],"a":1,"e":5,"b":2}"#] {
            #expect(try JSON.decode(Wide.self, from: ByteBuffer(string: text)) == Wide())
        }
    }
}

extension Encoder {
    fileprivate func encode(_ text: String, _: Never?) throws {
        var container = singleValueContainer()
        try container.encode(text)
    }
}
