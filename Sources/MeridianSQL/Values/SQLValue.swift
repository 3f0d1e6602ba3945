public import FoundationEssentials
import JSONCodec
import NIOCore

/// A value of a parameter or a column.
///
/// A database without a type of its own for a case keeps it as text: SQLite has numbers, text and bytes only.
public enum SQLValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    /// A number of any precision, by its digits.
    case decimal(String)
    case text(String)
    case bytes([UInt8])
    case uuid(UUID)
    /// A moment, exact to the microsecond.
    case timestamp(Date)
    /// A JSON text.
    case json(String)
    case array([SQLValue])

    /// A value as JSON.
    /// - Throws: What its `encode(to:)` throws.
    public static func json(encoding value: some Encodable) throws -> SQLValue {
        .json(String(buffer: try JSON.encode(value)))
    }

    public var isNull: Bool { self == .null }

    /// What kind of value it is, as messages call it.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "a whole number"
        case .double: "a number"
        case .decimal: "a decimal"
        case .text: "a text"
        case .bytes: "bytes"
        case .uuid: "a UUID"
        case .timestamp: "a timestamp"
        case .json: "JSON"
        case .array: "an array"
        }
    }
}

extension SQLValue: ExpressibleByNilLiteral {
    public init(nilLiteral: ()) { self = .null }
}
