import JSONCodec
import Meridian

/// The values of a form under one name.
struct FormValueDecoder: Decoder {
    let key: any CodingKey
    let texts: [String]
    let files: [Upload]

    var codingPath: [any CodingKey] { [key] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        throw failure("can't have members: a form is flat")
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { FormValues(decoder: self) }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    /// The values one by one; texts and files under one name don't mix.
    var elements: [FormValueDecoder] {
        texts.map { FormValueDecoder(key: key, texts: [$0], files: []) }
            + files.map { FormValueDecoder(key: key, texts: [], files: [$0]) }
    }

    fileprivate func failure(_ reason: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath, debugDescription: reason))
    }
}

extension FormValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { files.isEmpty && texts.allSatisfy(\.isEmpty) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type is Upload.Type {
            guard files.first != nil else { throw failure("is text, but must be a file") }
            return try Value(from: self)
        }
        if type is any UnkeyedReading.Type { return try Value(from: self) }
        guard let text = texts.first else {
            throw failure(files.isEmpty ? "is missing" : "is a file, but must be text")
        }
        if type == Bool.self, text == "on" { return true as! Value }
        if let convertible = type as? any ParameterConvertible.Type {
            guard let value = convertible.init(parameter: text) as? Value else { throw mismatch(text, type) }
            return value
        }
        do {
            return try TextValue.decode(type, from: text)
        } catch {
            throw mismatch(text, type)
        }
    }

    private func mismatch(_ text: String, _ type: Any.Type) -> DecodingError {
        let shown = text.count > 80 ? text.prefix(80) + "…" : text[...]
        return failure("is '\(shown)', which is no \(type)")
    }
}

/// A type that asks for an unkeyed container.
private protocol UnkeyedReading {}

extension Array: UnkeyedReading {}
extension Set: UnkeyedReading {}
extension Optional: UnkeyedReading {}

private struct FormValues: UnkeyedDecodingContainer {
    let decoder: FormValueDecoder
    private let elements: [FormValueDecoder]
    private(set) var currentIndex = 0

    init(decoder: FormValueDecoder) {
        self.decoder = decoder
        elements = decoder.elements
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().decode(type) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }

    mutating func superDecoder() throws -> any Decoder { try next() }

    private mutating func next() throws -> FormValueDecoder {
        guard !isAtEnd else { throw decoder.failure("has no more values") }
        defer { currentIndex += 1 }
        return elements[currentIndex]
    }
}
