/// A type whose values can be bound as parameters and read from columns.
///
/// ```swift
/// struct Price: SQLConvertible {
///     var cents: Int
///     var sqlValue: SQLValue { .integer(Int64(cents)) }
///     init?(sqlValue: SQLValue) { … }
/// }
/// ```
/// An enumeration with raw values conforms without a line of its own.
public protocol SQLConvertible: Sendable {
    var sqlValue: SQLValue { get }

    /// - Returns: `nil` when the value is not of this type. No digits are lost to make it fit.
    init?(sqlValue: SQLValue)

    /// Several values as one; an array unless the type says otherwise.
    static func sqlValue(of values: [Self]) -> SQLValue

    /// The way back.
    static func values(in sqlValue: SQLValue) -> [Self]?
}

extension SQLConvertible {
    public static func sqlValue(of values: [Self]) -> SQLValue { .array(values.map(\.sqlValue)) }

    public static func values(in sqlValue: SQLValue) -> [Self]? {
        guard let elements = sqlValue.elements else { return nil }
        var values: [Self] = []
        values.reserveCapacity(elements.count)
        for element in elements {
            guard let value = Self(sqlValue: element) else { return nil }
            values.append(value)
        }
        return values
    }
}

extension SQLConvertible where Self: RawRepresentable, RawValue: SQLConvertible {
    public var sqlValue: SQLValue { rawValue.sqlValue }

    public init?(sqlValue: SQLValue) {
        guard let raw = RawValue(sqlValue: sqlValue) else { return nil }
        self.init(rawValue: raw)
    }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }

    public init?(sqlValue: SQLValue) {
        if sqlValue == .null {
            self = .none
        } else if let value = Wrapped(sqlValue: sqlValue) {
            self = .some(value)
        } else {
            return nil
        }
    }
}

extension Array: SQLConvertible where Element: SQLConvertible {
    public var sqlValue: SQLValue { Element.sqlValue(of: self) }

    public init?(sqlValue: SQLValue) {
        guard let values = Element.values(in: sqlValue) else { return nil }
        self = values
    }
}
