import JSONCodec
import MeridianCore
import NIOCore

/// Reads a row as a keyed container, and a row of one column as a single value.
struct SQLRowDecoder: Decoder {
    let row: SQLRow

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(SQLRowContainer<Key>(row: row))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw MeridianError(.sqlWrongType, "a row can't be read as an array; read its columns by their places")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        guard row.values.count == 1 else {
            throw MeridianError(
                .sqlWrongType, "a row of \(row.values.count) columns can't be read as a single value; select one column"
            )
        }
        return SQLCell(row: row, index: 0)
    }
}

private struct SQLRowContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let row: SQLRow

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { row.columns.names.compactMap { Key(stringValue: $0) } }

    private func index(_ key: Key) -> Int? {
        row.columns.index(of: key.stringValue) ?? row.columns.index(of: ColumnName.snakeCase(key.stringValue))
    }

    private func cell(_ key: Key) throws -> SQLCell {
        guard let index = index(key) else {
            throw MeridianError(
                .sqlWrongType,
                "the result has no column '\(key.stringValue)'; it has \(row.columns.names.joined(separator: ", "))")
        }
        return SQLCell(row: row, index: index)
    }

    func contains(_ key: Key) -> Bool { index(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try cell(key).decodeNil() }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try cell(key).decode(type)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        throw SQLCell.nested(key.stringValue)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw SQLCell.nested(key.stringValue)
    }

    func superDecoder() throws -> any Decoder { throw SQLCell.nested("super") }

    func superDecoder(forKey key: Key) throws -> any Decoder { throw SQLCell.nested(key.stringValue) }
}

/// One value of a row.
private struct SQLCell: SingleValueDecodingContainer {
    let row: SQLRow
    let index: Int

    var codingPath: [any CodingKey] { [] }

    static func nested(_ name: String) -> MeridianError {
        MeridianError(
            .sqlWrongType,
            "the column '\(name)' can't be read piece by piece; let its type be Codable or SQLConvertible")
    }

    func decodeNil() -> Bool { row.values[index].isNull }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let convertible = type as? any SQLConvertible.Type { return try read(convertible) as! Value }
        if let read = try decodeSingle(type) { return read }
        guard case .json(let text) = row.values[index].asJSON else {
            throw MeridianError(
                .sqlWrongType,
                "the column '\(row.columns.names[index])' holds \(row.values[index].kind), which can't be read as "
                    + "\(type)")
        }
        do {
            return try JSON.decode(type, from: ByteBuffer(string: text))
        } catch {
            throw MeridianError(
                .sqlWrongType, "the column '\(row.columns.names[index])' holds JSON that can't be read as \(type)",
                cause: error)
        }
    }

    /// An enumeration whose raw values are columns' values.
    private func decodeSingle<Value: Decodable>(_ type: Value.Type) throws -> Value? {
        guard type is any RawRepresentable.Type else { return nil }
        return try type.init(
            from: SQLRowDecoder(row: SQLRow(SQLColumns([row.columns.names[index]]), [row.values[index]])))
    }

    private func read<Value: SQLConvertible>(_ type: Value.Type) throws -> Value { try row[index] }
}

/// Names as databases write them.
enum ColumnName {
    /// `pageSize` is `page_size`, `baseURL` `base_url`.
    static func snakeCase(_ name: String) -> String {
        var result = ""
        let characters = Array(name)
        for (index, character) in characters.enumerated() {
            if character.isUppercase, index > 0 {
                let followsLower = !characters[index - 1].isUppercase
                let precedesLower = index + 1 < characters.count && characters[index + 1].isLowercase
                if followsLower || precedesLower { result += "_" }
            }
            result += character.lowercased()
        }
        return result
    }
}
