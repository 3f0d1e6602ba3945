import Meridian

/// A form as an object.
struct FormDecoder: Decoder {
    let form: Form

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(FormContainer(form: form))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw wrongShape() }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw wrongShape() }

    private func wrongShape() -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: "a form is read as a type with members"))
    }
}

private struct FormContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let form: Form

    var codingPath: [any CodingKey] { [] }

    var allKeys: [Key] {
        var seen: Set<String> = []
        return (form.fields.map(\.name) + form.files.map(\.head.name))
            .filter { seen.insert($0).inserted }.compactMap(Key.init(stringValue:))
    }

    func contains(_ key: Key) -> Bool {
        form[key.stringValue] != nil || form.file(key.stringValue) != nil
    }

    /// Whether a value is there and empty, which is `nil` for everything but text.
    func decodeNil(forKey key: Key) throws -> Bool {
        form.values(key.stringValue).allSatisfy(\.isEmpty) && form.file(key.stringValue) == nil
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let value = value(key)
        // An array without elements is not sent.
        guard contains(key) || type is any FormList.Type else {
            throw DecodingError.keyNotFound(key, .init(codingPath: [], debugDescription: "is missing"))
        }
        return try value.decode(type)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard contains(key) else { return nil }
        if type == String.self { return try decode(type, forKey: key) }
        return try decodeNil(forKey: key) ? nil : decode(type, forKey: key)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try value(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        value(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { FormDecoder(form: form) }

    func superDecoder(forKey key: Key) throws -> any Decoder { value(key) }

    private func value(_ key: Key) -> FormValueDecoder {
        FormValueDecoder(
            key: key, texts: form.values(key.stringValue), files: form.files(key.stringValue))
    }
}

/// A type that reads all values under a name.
private protocol FormList {}

extension Array: FormList {}
extension Set: FormList {}
