public import NIOCore

/// What a Redis server says (RESP2 and RESP3).
public enum RESPValue: Sendable, Hashable {
    case null
    case simple(String)
    case error(String)
    case integer(Int64)
    case bytes(ByteBuffer)
    case number(Double)
    case bool(Bool)
    /// A number of any size, as decimal digits.
    case bigNumber(String)
    /// An array; a set too.
    case array([RESPValue])
    /// Keys and values in turn.
    case map([RESPValue])
    /// What the server says without being asked.
    case push([RESPValue])
}

extension RESPValue {
    /// Bytes or a text as text; `nil` for anything else.
    public var text: String? {
        switch self {
        case .simple(let text), .bigNumber(let text): text
        case .bytes(let bytes): String(buffer: bytes)
        default: nil
        }
    }

    /// The elements of an array or a map; `nil` for anything else.
    public var elements: [RESPValue]? {
        switch self {
        case .array(let elements), .map(let elements), .push(let elements): elements
        default: nil
        }
    }
}
