/// What an element of an array is written with.
struct StreamUnkeyedContainer: UnkeyedEncodingContainer {
    let place: StreamPlace
    private(set) var count = 0

    init(place: StreamPlace) { self.place = place }

    var codingPath: [any CodingKey] { place.path }

    @inline(__always)
    private mutating func element(_ body: (Fragment) throws -> Void) throws {
        try place.element(body)
        count += 1
    }

    mutating func encodeNil() throws { try element { $0.writer.writeNull() } }

    mutating func encode<Value: Encodable>(_ value: Value) throws { try element { try $0.encode(value) } }

    mutating func encode(_ value: Bool) throws { try element { $0.writer.write(value) } }
    mutating func encode(_ value: String) throws { try element { $0.writer.write(value) } }
    mutating func encode(_ value: Double) throws { try element { try $0.writer.write(value) } }
    mutating func encode(_ value: Float) throws { try element { try $0.writer.write(value) } }
    mutating func encode(_ value: Int) throws { try element { $0.writer.write(value) } }
    mutating func encode(_ value: Int8) throws { try element { $0.writer.write(value) } }
    mutating func encode(_ value: Int16) throws { try element { $0.writer.write(value) } }
    mutating func encode(_ value: Int32) throws { try element { $0.writer.write(value) } }
    mutating func encode(_ value: Int64) throws { try element { $0.writer.write(value) } }
    mutating func encode(_ value: UInt) throws { try element { $0.writer.write(value) } }
    mutating func encode(_ value: UInt8) throws { try element { $0.writer.write(value) } }
    mutating func encode(_ value: UInt16) throws { try element { $0.writer.write(value) } }
    mutating func encode(_ value: UInt32) throws { try element { $0.writer.write(value) } }
    mutating func encode(_ value: UInt64) throws { try element { $0.writer.write(value) } }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        count += 1
        return KeyedEncodingContainer(StreamKeyedContainer<Nested>(place: place.nested().open(.object)))
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        count += 1
        return StreamUnkeyedContainer(place: place.nested().open(.array))
    }

    mutating func superEncoder() -> any Encoder {
        count += 1
        return StreamEncoder(fragment: place.nested())
    }
}
