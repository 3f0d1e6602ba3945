import SwiftSyntaxMacrosGenericTestSupport
import Testing

@Suite struct JSONCodableExpansionTests {
    @Test func aStructWithEveryKindOfProperty() {
        Expansion.check(
            """
            @JSONCodable
            public struct Item {
                var id: Int
                var note: String?
                var count = 1
                let version = 2
                static let shared = 3
                var twice: Int { id * 2 }
                enum CodingKeys: String, CodingKey {
                    case id, note = "a note", count
                }
            }
            """,
            """
            public struct Item {
                var id: Int
                var note: String?
                var count = 1
                let version = 2
                static let shared = 3
                var twice: Int { id * 2 }
                enum CodingKeys: String, CodingKey {
                    case id, note = "a note", count
                }
            }

            extension Item: Meridian.JSONDecodable, Meridian.JSONEncodable, Swift.Decodable, Swift.Encodable {
                private static let jsonKeys = Meridian.JSONKeys(["id", "a note", "count"])

                public init(json _reader: inout Meridian.JSONReader) throws {
                    var id: Int?
                    var note: String?
                    var count: Int?
                    var _key = -1
                    try _reader.beginObject()
                    while try _reader.nextKey(in: Self.jsonKeys, &_key) {
                        switch _key {
                        case 0:
                            id = try _reader.decode(Int.self)
                        case 1:
                            note = try _reader.decode(String?.self)
                        case 2:
                            count = try _reader.decode(Int.self)
                        default:
                            try _reader.skipValue()
                        }
                    }
                    guard let id else {
                        throw _reader.missing("id")
                    }
                    self.id = id
                    self.note = note
                    self.count = count ?? (1)
                }

                public func write(json _writer: inout Meridian.JSONWriter) throws {
                    _writer.beginObject()
                    _writer.key(Self.jsonKeys, 0)
                    try _writer.encode(self.id)
                    if let _value = self.note {
                        _writer.key(Self.jsonKeys, 1)
                        try _writer.encode(_value)
                    }
                    _writer.key(Self.jsonKeys, 2)
                    try _writer.encode(self.count)
                    _writer.endObject()
                }
            }
            """)
    }

    @Test func anEnumerationWithARawValue() {
        Expansion.check(
            """
            @JSONCodable
            enum Size: String {
                case small, large
            }
            """,
            """
            enum Size: String {
                case small, large
            }

            extension Size: Meridian.JSONDecodable, Meridian.JSONEncodable, Swift.Decodable, Swift.Encodable {
            }
            """)
    }

    @Test(arguments: [
        (
            "class Item {\n}", 1, 1,
            "'@JSONCodable' marks structs and enumerations with raw values; here, write 'init(json:)' and "
                + "'write(json:)' by hand"
        ),
        (
            "struct Item<T> {\n}", 2, 12,
            "'@JSONCodable' can't see what a generic parameter stands for; write the conformance by hand"
        ),
        (
            "enum Item {\n    case a(Int)\n}", 2, 6,
            "'@JSONCodable' needs an enumeration with a raw value, such as ': String'"
        ),
        (
            "struct Item {\n    var id = make()\n}", 3, 9,
            "'id' needs its type written down, which a macro can't infer"
        ),
        (
            "struct Item {\n    @Wrapped var id: Int\n}", 3, 5,
            "'@JSONCodable' can't see what a property with an attribute stores"
        ),
        ("struct Item {\n    lazy var id: Int = 1\n}", 3, 5, "'@JSONCodable' can't write a lazy property"),
        ("struct Item {\n    var (a, b): (Int, Int)\n}", 3, 9, "'@JSONCodable' needs a property for each name"),
        (
            "struct Item {\n    var id: Int\n    enum CodingKeys: CodingKey {\n    }\n}", 3, 9,
            "'id' is not among the 'CodingKeys' and has no default value"
        ),
    ])
    func complaints(source: String, line: Int, column: Int, message: String) {
        Expansion.check(
            "@JSONCodable\n" + source, source,
            diagnostics: [DiagnosticSpec(message: message, line: line, column: column)])
    }
}
