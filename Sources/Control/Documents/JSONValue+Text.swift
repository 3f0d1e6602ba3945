import Meridian
import NIOCore

extension JSONValue {
    /// As a value of a path, query or field is written.
    var text: String {
        switch self {
        case .null, .object: ""
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .number(let value): String(value)
        case .string(let value): value
        case .array(let values): values.map(\.text).joined(separator: ",")
        }
    }

    /// As JSON.
    var json: String {
        // A value that was read from JSON can be written as JSON.
        String(buffer: try! ControlJSON.encode(self))
    }
}
