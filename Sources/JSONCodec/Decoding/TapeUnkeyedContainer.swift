/// The elements of an array on a tape.
struct TapeUnkeyedContainer: UnkeyedDecodingContainer {
    private let tape: Tape
    private let array: UInt32
    /// The token of the next element.
    private var next: UInt32

    init(_ tape: Tape, _ index: Int) throws {
        guard tape.tokens[index].kind == .array else { throw tape.mismatch([Any].self, at: index) }
        self.tape = tape
        array = UInt32(index)
        next = array + 1
    }

    var codingPath: [any CodingKey] { tape.path(to: Int(array)) }
    var count: Int? { Int(tape.tokens[Int(array)].length) }
    var isAtEnd: Bool { next == tape.tokens[Int(array)].next }
    var currentIndex: Int { isAtEnd ? count! : Int(tape.tokens[Int(next)].ordinal) }

    /// Takes an element; it stays the next one when `body` throws.
    @inline(__always)
    private mutating func take<Value>(_ type: Any.Type, _ body: (Int) throws -> Value) throws -> Value {
        guard !isAtEnd else { throw exhausted(type) }
        let value = try body(Int(next))
        next = tape.tokens[Int(next)].next
        return value
    }

    private func exhausted(_ type: Any.Type) -> DecodingError {
        .valueNotFound(
            type,
            DecodingError.Context(
                codingPath: codingPath + [JSONKey(currentIndex)], debugDescription: "the array has no more elements"))
    }

    // MARK: Containers

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        let tape = tape
        return try take([String: Any].self) { KeyedDecodingContainer(try TapeKeyedContainer<Nested>(tape, $0)) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let tape = tape
        return try take([Any].self) { try TapeUnkeyedContainer(tape, $0) }
    }

    mutating func superDecoder() throws -> any Decoder {
        let tape = tape
        return try take((any Decoder).self) { TapeDecoder(tape: tape, index: $0) }
    }

    // MARK: Values

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd else { throw exhausted(Any?.self) }
        guard tape.isNull(Int(next)) else { return false }
        next = tape.tokens[Int(next)].next
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let tape = tape
        return try take(type) { try tape.decode(type, at: $0) }
    }

    @inline(__always)
    private mutating func read<Value: JSONDecodable>(_ type: Value.Type) throws -> Value {
        let tape = tape
        return try take(type) { try tape.read(type, at: $0) }
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try read(type) }
    mutating func decode(_ type: String.Type) throws -> String { try read(type) }
    mutating func decode(_ type: Double.Type) throws -> Double { try read(type) }
    mutating func decode(_ type: Float.Type) throws -> Float { try read(type) }
    mutating func decode(_ type: Int.Type) throws -> Int { try read(type) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try read(type) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try read(type) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try read(type) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try read(type) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try read(type) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try read(type) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try read(type) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try read(type) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try read(type) }
}
