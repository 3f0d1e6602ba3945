/// What a value of Foundation's is made of.
enum ReplayedParts {
    case number(Double)
    case bytes([UInt8])
    case texts([String: String])
    case decimal(DecimalParts)
}

/// Gives a value of Foundation's the parts that it asks for.
struct ReplayingDecoder: Decoder {
    struct Unexpected: Error {}

    let parts: ReplayedParts

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        switch parts {
        case .texts(let texts): KeyedDecodingContainer(ReplayedMembers<Key>(members: texts, words: []))
        case .decimal(let decimal):
            KeyedDecodingContainer(ReplayedMembers<Key>(members: decimal.members, words: decimal.words))
        default: throw Unexpected()
        }
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .bytes(let bytes) = parts else { throw Unexpected() }
        return ReplayedElements(elements: bytes)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        guard case .number(let number) = parts else { throw Unexpected() }
        return ReplayedValue(value: number)
    }
}

private func cast<Value>(_ part: Any?, to type: Value.Type) throws -> Value {
    if let value = part as? Value { return value }
    guard let integer = part as? Int, let type = type as? any FixedWidthInteger.Type,
        let value = type.init(exactly: integer) as? Value
    else { throw ReplayingDecoder.Unexpected() }
    return value
}

private struct ReplayedValue: SingleValueDecodingContainer {
    let value: Double

    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try cast(value, to: type) }
}

private struct ReplayedMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: Any]
    let words: [UInt16]

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { members.keys.compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try cast(members[key.stringValue], to: type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw ReplayingDecoder.Unexpected()
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        ReplayedElements(elements: words)
    }

    func superDecoder() throws -> any Decoder { throw ReplayingDecoder.Unexpected() }

    func superDecoder(forKey key: Key) throws -> any Decoder { throw ReplayingDecoder.Unexpected() }
}

private struct ReplayedElements<Element: FixedWidthInteger>: UnkeyedDecodingContainer {
    let elements: [Element]
    private(set) var currentIndex = 0

    init(elements: [Element]) { self.elements = elements }

    var codingPath: [any CodingKey] { [] }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    mutating func decodeNil() -> Bool { false }

    // Bytes come by thousands.
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try take() }

    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try take() }

    private mutating func take<Value: FixedWidthInteger>() throws -> Value {
        guard !isAtEnd, let value = Value(exactly: elements[currentIndex]) else { throw ReplayingDecoder.Unexpected() }
        currentIndex += 1
        return value
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard !isAtEnd else { throw ReplayingDecoder.Unexpected() }
        let value = try cast(Int(elements[currentIndex]), to: type)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        throw ReplayingDecoder.Unexpected()
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw ReplayingDecoder.Unexpected()
    }

    mutating func superDecoder() throws -> any Decoder { throw ReplayingDecoder.Unexpected() }
}
