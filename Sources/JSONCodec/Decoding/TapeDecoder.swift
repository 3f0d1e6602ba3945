/// The decoder of one value on a tape, and its container of a single value.
struct TapeDecoder: Decoder {
    let tape: Tape
    let index: Int

    var codingPath: [any CodingKey] { tape.path(to: index) }
    var userInfo: [CodingUserInfoKey: Any] { tape.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(try TapeKeyedContainer<Key>(tape, index))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try TapeUnkeyedContainer(tape, index) }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }
}

extension TapeDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { tape.isNull(index) }

    func decode(_ type: Bool.Type) throws -> Bool { try tape.read(type, at: index) }
    func decode(_ type: String.Type) throws -> String { try tape.read(type, at: index) }
    func decode(_ type: Double.Type) throws -> Double { try tape.read(type, at: index) }
    func decode(_ type: Float.Type) throws -> Float { try tape.read(type, at: index) }
    func decode(_ type: Int.Type) throws -> Int { try tape.read(type, at: index) }
    func decode(_ type: Int8.Type) throws -> Int8 { try tape.read(type, at: index) }
    func decode(_ type: Int16.Type) throws -> Int16 { try tape.read(type, at: index) }
    func decode(_ type: Int32.Type) throws -> Int32 { try tape.read(type, at: index) }
    func decode(_ type: Int64.Type) throws -> Int64 { try tape.read(type, at: index) }
    func decode(_ type: UInt.Type) throws -> UInt { try tape.read(type, at: index) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try tape.read(type, at: index) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try tape.read(type, at: index) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try tape.read(type, at: index) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try tape.read(type, at: index) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try tape.decode(type, at: index) }
}
