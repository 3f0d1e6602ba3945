/// The encoder of one value, and its container of a single value.
struct StreamEncoder: Encoder {
    let fragment: Fragment

    var codingPath: [any CodingKey] { fragment.path }
    var userInfo: [CodingUserInfoKey: Any] { fragment.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(StreamKeyedContainer<Key>(place: fragment.open(.object)))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        StreamUnkeyedContainer(place: fragment.open(.array))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension StreamEncoder: SingleValueEncodingContainer {
    func encodeNil() throws { try fragment.single { $0.writer.writeNull() } }

    func encode<Value: Encodable>(_ value: Value) throws { try fragment.single { try $0.encode(value) } }

    func encode(_ value: Bool) throws { try fragment.single { $0.writer.write(value) } }
    func encode(_ value: String) throws { try fragment.single { $0.writer.write(value) } }
    func encode(_ value: Double) throws { try fragment.single { try $0.writer.write(value) } }
    func encode(_ value: Float) throws { try fragment.single { try $0.writer.write(value) } }
    func encode(_ value: Int) throws { try fragment.single { $0.writer.write(value) } }
    func encode(_ value: Int8) throws { try fragment.single { $0.writer.write(value) } }
    func encode(_ value: Int16) throws { try fragment.single { $0.writer.write(value) } }
    func encode(_ value: Int32) throws { try fragment.single { $0.writer.write(value) } }
    func encode(_ value: Int64) throws { try fragment.single { $0.writer.write(value) } }
    func encode(_ value: UInt) throws { try fragment.single { $0.writer.write(value) } }
    func encode(_ value: UInt8) throws { try fragment.single { $0.writer.write(value) } }
    func encode(_ value: UInt16) throws { try fragment.single { $0.writer.write(value) } }
    func encode(_ value: UInt32) throws { try fragment.single { $0.writer.write(value) } }
    func encode(_ value: UInt64) throws { try fragment.single { $0.writer.write(value) } }
}
