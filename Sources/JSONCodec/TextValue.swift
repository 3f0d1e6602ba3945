/// Values that are written as a single text outside JSON, as parameters of a query are.
package enum TextValue {
    /// Reads a value of a type that decodes from one string, number or boolean.
    /// - Throws: `DecodingError` when the text is no such value, or the type asks for members or elements.
    package static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        try TextDecoder(source: text).decode(type)
    }
}

private struct TextDecoder: Decoder, FoundationSource {
    let source: String

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw mismatch([String: Any].self)
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw mismatch([Any].self) }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func text() -> String { source }

    func digits() throws -> String { try read { reader throws(JSONError) in try reader.readDigits() } }

    fileprivate func mismatch(_ type: Any.Type) -> DecodingError {
        .typeMismatch(type, DecodingError.Context(codingPath: [], debugDescription: "the text is no \(type)"))
    }

    /// Reads the text as one JSON value.
    fileprivate func read<Value>(_ body: (inout JSONReader) throws -> Value) throws -> Value {
        // White space is none of a value's outside JSON.
        guard !source.utf8.contains(where: \.isSpace) else { throw mismatch(Value.self) }
        var source = source
        return try source.withUTF8 { bytes in
            var reader = JSONReader(UnsafeRawBufferPointer(bytes))
            do {
                let value = try body(&reader)
                try reader.finish()
                return value
            } catch let error as JSONError {
                throw DecodingError(error, path: [])
            }
        }
    }
}

extension TextDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { false }

    func decode(_ type: String.Type) -> String { source }

    func decode(_ type: Bool.Type) throws -> Bool {
        switch source {
        case "true", "1": true
        case "false", "0": false
        default: throw mismatch(type)
        }
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        switch type {
        case is String.Type: return source as! Value
        case is Bool.Type: return try decode(Bool.self) as! Value
        case let number as any (JSONDecodable & Numeric).Type: return try read { try number.init(json: &$0) } as! Value
        default: break
        }
        let kind = TypeTraits.special(type)
        if let kind { return try FoundationValue.decode(type, kind, self, path: { [] }) }
        return try Value(from: self)
    }
}
