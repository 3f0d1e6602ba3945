public import FoundationEssentials
import JSONCodec
public import Meridian
import NIOCore

extension String: SQLConvertible {
    public var sqlValue: SQLValue { .text(self) }

    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .text(let text), .json(let text), .decimal(let text): self = text
        case .uuid(let id): self = id.uuidString.lowercased()
        default: return nil
        }
    }
}

extension UUID: SQLConvertible {
    public var sqlValue: SQLValue { .uuid(self) }

    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .uuid(let id): self = id
        case .text(let text): self.init(uuidString: text)
        default: return nil
        }
    }
}

extension Date: SQLConvertible {
    public var sqlValue: SQLValue { .timestamp(self) }

    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .timestamp(let date): self = date
        case .text(let text):
            guard let microseconds = TimestampText.parse(text) else { return nil }
            self = TimestampText.date(microseconds)
        default: return nil
        }
    }
}

extension Data: SQLConvertible {
    public var sqlValue: SQLValue { .bytes(Array(self)) }

    public init?(sqlValue: SQLValue) {
        guard case .bytes(let bytes) = sqlValue else { return nil }
        self.init(bytes)
    }
}

extension JSONValue: SQLConvertible {
    public var sqlValue: SQLValue { (try? .json(encoding: self)) ?? .null }

    public init?(sqlValue: SQLValue) {
        guard case .json(let text) = sqlValue.asJSON,
            let value = try? JSON.decode(JSONValue.self, from: ByteBuffer(string: text))
        else { return nil }
        self = value
    }
}

extension SQLValue {
    /// JSON, also where a database keeps it as text.
    var asJSON: SQLValue {
        if case .text(let text) = self { return .json(text) }
        return self
    }

    /// The elements of an array, also where a database keeps it as a JSON text.
    var elements: [SQLValue]? {
        switch self {
        case .array(let elements):
            return elements
        case .text(let text), .json(let text):
            guard let values = try? JSON.decode([JSONValue].self, from: ByteBuffer(string: text)) else { return nil }
            return values.map(SQLValue.init(element:))
        default:
            return nil
        }
    }

    private init(element: JSONValue) {
        switch element {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .integer(number)
        case .number(let number): self = .double(number)
        case .string(let text): self = .text(text)
        case .array, .object: self = element.sqlValue
        }
    }

    /// The JSON text of an array, for databases that have none.
    package static func jsonText(of elements: [SQLValue]) -> String {
        func value(_ element: SQLValue) -> JSONValue {
            switch element {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .integer(let number): .integer(number)
            case .double(let number): .number(number)
            case .decimal(let text), .text(let text): .string(text)
            case .bytes(let bytes): .array(bytes.map { .integer(Int64($0)) })
            case .uuid(let id): .string(id.uuidString.lowercased())
            case .timestamp(let date): .string(TimestampText.text(date))
            case .json(let text): JSONValue(sqlValue: .json(text)) ?? .string(text)
            case .array(let elements): .array(elements.map(value))
            }
        }
        return (try? JSON.encode(elements.map(value))).map { String(buffer: $0) } ?? "[]"
    }
}
