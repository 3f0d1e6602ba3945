import MeridianSQL

/// The numbers under which PostgreSQL knows the types that have a value of their own here; they never change.
enum ObjectType {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let oid: UInt32 = 26
    static let json: UInt32 = 114
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let timestamp: UInt32 = 1114
    static let timestamptz: UInt32 = 1184
    static let numeric: UInt32 = 1700
    static let uuid: UInt32 = 2950
    static let jsonb: UInt32 = 3802
    static let text: UInt32 = 25

    /// 2000-01-01, from which PostgreSQL counts, in microseconds since 1970.
    static let year2000: Int64 = 946_684_800_000_000

    /// Types of arrays with the types of their elements.
    static let elements: [UInt32: UInt32] = [
        1000: bool, 1001: bytea, 1016: int8, 1005: int2, 1007: int4, 1028: oid, 199: json, 1021: float4, 1022: float8,
        1115: timestamp, 1185: timestamptz, 1231: numeric, 2951: uuid, 3807: jsonb, 1009: text, 1015: text,
    ]

    /// The type of an array that is bound; 0 leaves it to the server.
    static func array(of elements: [SQLValue]) -> UInt32 {
        var common: UInt32?
        for element in elements {
            let type: UInt32
            switch element {
            case .null: continue
            case .bool: type = 1000
            case .integer: type = 1016
            case .double: type = 1022
            case .decimal: type = 1231
            case .bytes: type = 1001
            case .uuid: type = 2951
            case .timestamp: type = 1185
            case .array(let inner): type = array(of: inner)
            case .text, .json: return 0
            }
            if let common, common != type { return 0 }
            common = type
        }
        return common ?? 0
    }
}
