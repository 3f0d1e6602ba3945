import CPostgreSQL
import FoundationEssentials
import MeridianSQL

/// The columns of a result with the types of their values.
struct ResultColumns: Sendable {
    let columns: SQLColumns
    let types: [UInt32]

    init(_ result: OpaquePointer) {
        let count = PQnfields(result)
        columns = SQLColumns((0..<count).map { String(cString: PQfname(result, $0)) })
        types = (0..<count).map { PQftype(result, $0) }
    }
}

/// Reads rows and failures of libpq's results. Values come as text, the one form that every type has.
enum ResultReader {
    /// - Parameter bytes: Grows by the length of the values.
    static func row(_ result: OpaquePointer, _ row: CInt, _ columns: ResultColumns, _ bytes: inout Int) -> SQLRow {
        var values: [SQLValue] = []
        values.reserveCapacity(columns.types.count)
        for (index, type) in columns.types.enumerated() {
            let column = CInt(index)
            guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else {
                values.append(.null)
                continue
            }
            let length = Int(PQgetlength(result, row, column))
            bytes += length + MemoryLayout<SQLValue>.stride
            values.append(value(UnsafeRawBufferPointer(start: start, count: length), type))
        }
        return SQLRow(columns.columns, values)
    }

    private static func value(_ bytes: UnsafeRawBufferPointer, _ type: UInt32) -> SQLValue {
        switch type {
        case ObjectType.bytea:
            if bytes.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "x")]),
                let content = HexText.read(bytes.dropFirst(2))
            {
                return .bytes(content)
            }
            return .bytes(Array(bytes))
        case ObjectType.int8, ObjectType.int4, ObjectType.int2, ObjectType.oid:
            var number: Int64 = 0
            let isNegative = bytes.first == UInt8(ascii: "-")
            for digit in isNegative ? bytes[1...] : bytes[...] {
                number = number &* 10 &- Int64(digit &- 48)
            }
            return .integer(isNegative ? number : -number)
        default:
            return value(String(decoding: bytes, as: UTF8.self), type)
        }
    }

    static func value(_ text: String, _ type: UInt32) -> SQLValue {
        switch type {
        case ObjectType.bool: return .bool(text == "t")
        case ObjectType.int8, ObjectType.int4, ObjectType.int2, ObjectType.oid:
            return Int64(text).map(SQLValue.integer) ?? .text(text)
        case ObjectType.float4, ObjectType.float8: return Double(text).map(SQLValue.double) ?? .text(text)
        case ObjectType.numeric: return .decimal(text)
        case ObjectType.uuid: return UUID(uuidString: text).map(SQLValue.uuid) ?? .text(text)
        case ObjectType.json, ObjectType.jsonb: return .json(text)
        case ObjectType.timestamp, ObjectType.timestamptz:
            return TimestampText.parse(text).map { .timestamp(TimestampText.date($0)) } ?? .text(text)
        case ObjectType.bytea:
            return text.hasPrefix("\\x")
                ? HexText.read(text.utf8.dropFirst(2)).map(SQLValue.bytes) ?? .text(text) : .text(text)
        default:
            guard let element = ObjectType.elements[type],
                let elements = ArrayText.read(text, { value($0, element) })
            else { return .text(text) }
            return .array(elements)
        }
    }

    /// What the server said, or libpq where the server said nothing.
    static func failure(_ result: OpaquePointer?, _ handle: OpaquePointer?) -> SQLFailure {
        func field(_ name: CInt) -> String? {
            result.flatMap { PQresultErrorField($0, name) }.map { String(cString: $0) }
        }
        let state = field(CInt(UInt8(ascii: "C"))) ?? ""
        let message = field(CInt(UInt8(ascii: "M"))) ?? words(handle)
        return SQLFailure(
            kind(state), [message, field(CInt(UInt8(ascii: "D")))].compactMap(\.self).joined(separator: ": "),
            state: state, constraint: field(CInt(UInt8(ascii: "n"))))
    }

    static func words(_ handle: OpaquePointer?) -> String {
        guard let handle, let words = PQerrorMessage(handle) else { return "" }
        return String(cString: words).split(separator: "\n").joined(separator: "; ")
    }

    private static func kind(_ state: String) -> SQLFailure.Kind {
        switch state {
        case "23505": .unique
        case "23503": .foreignKey
        case "23502": .notNull
        case "23514", "23P01": .check
        case "40001", "40P01": .serialization
        case "25006": .readOnly
        case "57014": .stopped
        default: state.hasPrefix("42") ? .syntax : .other
        }
    }
}
