/// Decodes a value from nothing, and notes what is asked for on the way.
struct ExploringDecoder: Decoder {
    let explorer: SchemaExplorer
    let node: SchemaNode

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        node.content = .object
        return KeyedDecodingContainer(ExploringMembers(explorer: explorer, node: node))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer {
        node.content = .array
        return ExploringElements(explorer: explorer, node: node)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { ExploringValue(explorer: explorer, node: node) }
}

private struct ExploringMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let explorer: SchemaExplorer
    let node: SchemaNode

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }

    /// Who asks can do without.
    func decodeNil(forKey key: Key) -> Bool {
        _ = node.member(key.stringValue, isOptional: true)
        return false
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        _ = node.member(key.stringValue, .single(explorer.schema(of: type)))
        return try explorer.sample(type)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) -> Value? {
        _ = node.member(key.stringValue, isOptional: true, .single(explorer.schema(of: type)))
        return nil
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
        ExploringDecoder(explorer: explorer, node: node.member(key.stringValue)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
        ExploringDecoder(explorer: explorer, node: node.member(key.stringValue)).unkeyedContainer()
    }

    func superDecoder() -> any Decoder { ExploringDecoder(explorer: explorer, node: node.member("super")) }

    func superDecoder(forKey key: Key) -> any Decoder {
        ExploringDecoder(explorer: explorer, node: node.member(key.stringValue))
    }
}

/// An array with one element, whatever that is.
private struct ExploringElements: UnkeyedDecodingContainer {
    let explorer: SchemaExplorer
    let node: SchemaNode
    private(set) var currentIndex = 0

    init(explorer: SchemaExplorer, node: SchemaNode) {
        self.explorer = explorer
        self.node = node
    }

    var codingPath: [any CodingKey] { [] }
    var count: Int? { nil }
    var isAtEnd: Bool { currentIndex > 0 }

    mutating func decodeNil() -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        currentIndex += 1
        _ = node.item(.single(explorer.schema(of: type)))
        return try explorer.sample(type)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedDecodingContainer<Nested> {
        next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { next().unkeyedContainer() }

    mutating func superDecoder() -> any Decoder { next() }

    private mutating func next() -> ExploringDecoder {
        currentIndex += 1
        return ExploringDecoder(explorer: explorer, node: node.item())
    }
}

private struct ExploringValue: SingleValueDecodingContainer {
    let explorer: SchemaExplorer
    let node: SchemaNode

    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        node.content = .single(explorer.schema(of: type))
        return try explorer.sample(type)
    }
}
