public import FoundationEssentials

extension SQLConvertible where Self: FixedWidthInteger {
    public var sqlValue: SQLValue { Int64(exactly: self).map(SQLValue.integer) ?? .decimal("\(self)") }

    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .integer(let number): self.init(exactly: number)
        case .decimal(let digits): self.init(digits)
        default: return nil
        }
    }
}

extension Int: SQLConvertible {}
extension Int64: SQLConvertible {}
extension Int32: SQLConvertible {}
extension Int16: SQLConvertible {}
extension Int8: SQLConvertible {}
extension UInt: SQLConvertible {}
extension UInt64: SQLConvertible {}
extension UInt32: SQLConvertible {}
extension UInt16: SQLConvertible {}

/// A byte; several are ``SQLValue/bytes(_:)``.
extension UInt8: SQLConvertible {
    public static func sqlValue(of values: [UInt8]) -> SQLValue { .bytes(values) }

    public static func values(in sqlValue: SQLValue) -> [UInt8]? {
        guard case .bytes(let bytes) = sqlValue else { return nil }
        return bytes
    }
}

extension Double: SQLConvertible {
    public var sqlValue: SQLValue { .double(self) }

    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .double(let number): self = number
        case .integer(let number): self.init(exactly: number)
        case .decimal(let digits): self.init(digits)
        default: return nil
        }
    }
}

extension Float: SQLConvertible {
    public var sqlValue: SQLValue { .double(Double(self)) }

    public init?(sqlValue: SQLValue) {
        guard let number = Double(sqlValue: sqlValue) else { return nil }
        self.init(number)
    }
}

extension Bool: SQLConvertible {
    public var sqlValue: SQLValue { .bool(self) }

    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .bool(let flag): self = flag
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
}

extension Decimal: SQLConvertible {
    public var sqlValue: SQLValue { .decimal("\(self)") }

    public init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .decimal(let digits), .text(let digits): self.init(string: digits)
        case .integer(let number): self.init(number)
        case .double(let number): self.init(number)
        default: return nil
        }
    }
}
