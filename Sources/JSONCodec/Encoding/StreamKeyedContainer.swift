/// What a member of an object is written with.
struct StreamKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let place: StreamPlace

    var codingPath: [any CodingKey] { place.path }

    mutating func encodeNil(forKey key: Key) throws { try place.member(key) { $0.writer.writeNull() } }

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try place.member(key) { try $0.encode(value) }
    }

    mutating func encode(_ value: Bool, forKey key: Key) throws { try place.member(key) { $0.writer.write(value) } }
    mutating func encode(_ value: String, forKey key: Key) throws { try place.member(key) { $0.writer.write(value) } }
    mutating func encode(_ value: Double, forKey key: Key) throws {
        try place.member(key) { try $0.writer.write(value) }
    }
    mutating func encode(_ value: Float, forKey key: Key) throws {
        try place.member(key) { try $0.writer.write(value) }
    }
    mutating func encode(_ value: Int, forKey key: Key) throws { try place.member(key) { $0.writer.write(value) } }
    mutating func encode(_ value: Int8, forKey key: Key) throws { try place.member(key) { $0.writer.write(value) } }
    mutating func encode(_ value: Int16, forKey key: Key) throws { try place.member(key) { $0.writer.write(value) } }
    mutating func encode(_ value: Int32, forKey key: Key) throws { try place.member(key) { $0.writer.write(value) } }
    mutating func encode(_ value: Int64, forKey key: Key) throws { try place.member(key) { $0.writer.write(value) } }
    mutating func encode(_ value: UInt, forKey key: Key) throws { try place.member(key) { $0.writer.write(value) } }
    mutating func encode(_ value: UInt8, forKey key: Key) throws { try place.member(key) { $0.writer.write(value) } }
    mutating func encode(_ value: UInt16, forKey key: Key) throws { try place.member(key) { $0.writer.write(value) } }
    mutating func encode(_ value: UInt32, forKey key: Key) throws { try place.member(key) { $0.writer.write(value) } }
    mutating func encode(_ value: UInt64, forKey key: Key) throws { try place.member(key) { $0.writer.write(value) } }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(StreamKeyedContainer<Nested>(place: place.nested(key).open(.object)))
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        StreamUnkeyedContainer(place: place.nested(key).open(.array))
    }

    mutating func superEncoder() -> any Encoder { StreamEncoder(fragment: place.nested(JSONKey.super)) }

    mutating func superEncoder(forKey key: Key) -> any Encoder { StreamEncoder(fragment: place.nested(key)) }
}
