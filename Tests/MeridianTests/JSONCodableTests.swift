import Foundation
import JSONCodec
import Meridian
import Testing

@JSONCodable
private enum Size: String { case small, large }

@JSONCodable
private struct Part: Equatable {
    var size: Size
    var weight = 1.5
}

@JSONCodable
private struct Product: Equatable {
    var id: Int
    var `class`: String?
    var parts: [Part]
    var first: Part?
    var made: Date
    var key: [String: [UUID]]
    var count: Int = 20
    var note: String? = "none"
    let version = 2

    enum CodingKeys: String, CodingKey {
        case id, `class`, parts, first, made, key, count
        case note = "a \"note\""
    }
}

/// What the macro writes compiles, and does the same as the compiler's own conformance.
@Suite struct JSONCodableTests {
    private let product = Product(
        id: 7, class: "a", parts: [Part(size: .large)], first: nil, made: Date(timeIntervalSince1970: 0),
        key: ["x": [UUID(uuidString: "00000000-0000-0000-0000-000000000001")!]])

    private func isDirect(_ type: Any.Type) -> Bool {
        type is any (JSONDecodable & JSONEncodable & Codable).Type
    }

    @Test func theTypesReadAndWriteThemselves() {
        #expect(isDirect(Product.self) && isDirect(Part.self) && isDirect(Size.self))
    }

    @Test func aValueReturns() throws {
        let text = try JSON.encodeSorted(product)
        #expect(
            String(buffer: text)
                == #"{"a \"note\"":"none","class":"a","count":20,"id":7,"#
                + #""key":{"x":["00000000-0000-0000-0000-000000000001"]},"made":"1970-01-01T00:00:00Z","#
                + #""parts":[{"size":"large","weight":1.5}]}"#)
        #expect(try JSON.decode(Product.self, from: text) == product)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        #expect(try decoder.decode(Product.self, from: Data(text.readableBytesView)) == product)
    }

    @Test func whatIsMissingHasItsDefault() throws {
        let read = try JSON.decode(
            Product.self,
            from: ByteBuffer(
                string: #"{"id":1,"parts":[{"size":"small"}],"made":"1970-01-01T00:00:00Z","key":{},"a \"note\"":null}"#
            ))
        #expect(read.count == 20 && read.note == nil && read.class == nil && read.parts[0].weight == 1.5)
    }

    @Test(arguments: [
        (#"{"id":1,"parts":[{"weight":2}]}"#, "parts.Index 0.size"), (#"{"id":"x"}"#, "id"),
        (#"{"id":1,"made":"yesterday"}"#, "made"), (#"{"parts":[{"size":"huge"}]}"#, "parts.Index 0.size"),
        (#"{"key":{"a":["b"]}}"#, "key.a.Index 0"), (#"{"parts":[],"made":"1970-01-01T00:00:00Z"}"#, "id"),
    ])
    func errorsNameTheMember(text: String, path: String) {
        let error = #expect(throws: DecodingError.self) {
            try JSON.decode(Product.self, from: ByteBuffer(string: text))
        }
        let keys: [any CodingKey] =
            switch error {
            case .keyNotFound(let key, let context): context.codingPath + [key]
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                context.codingPath
            default: []
            }
        #expect(keys.map(\.stringValue).joined(separator: ".") == path)
    }
}
