/// A statement, or a part of one, whose values are bound and never become text.
///
/// ```swift
/// let rows = try await database.query("SELECT id, name FROM items WHERE price < \(limit) ORDER BY id")
/// ```
/// An interpolated value is a parameter. What must be text is said by name: `\(identifier: column)` is quoted,
/// `\(unsafe: text)` is taken as it is, `\(list: ids)` is `(?, ?, …)`, and an ``SQL`` in an ``SQL`` is a part of it.
public struct SQL: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case text(String)
        case value(SQLValue)
    }

    private(set) var parts: [Part] = []

    init(parts: [Part]) {
        self.parts = parts
    }

    /// A statement without values, taken as it is.
    public init(unsafe text: String) {
        parts = [.text(text)]
    }

    public static func + (left: SQL, right: SQL) -> SQL { SQL(parts: left.parts + right.parts) }

    /// Parts next to each other, as conditions that were collected.
    /// - Parameter separator: What stands between two of them, such as `" AND "`.
    public static func joined(_ parts: [SQL], by separator: SQL) -> SQL {
        var joined: [Part] = []
        for (index, part) in parts.enumerated() {
            if index > 0 { joined += separator.parts }
            joined += part.parts
        }
        return SQL(parts: joined)
    }
}

extension SQL: ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) {
        parts = [.text(value)]
    }

    public init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Part] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(2 * interpolationCount + 1)
        }

        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { parts.append(.text(literal)) }
        }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some SQLConvertible) {
            parts.append(.value(value.sqlValue))
        }

        /// Binds a value, or null.
        public mutating func appendInterpolation(_ value: (some SQLConvertible)?) {
            parts.append(.value(value.sqlValue))
        }

        /// Binds a value that is of its type already.
        public mutating func appendInterpolation(_ value: SQLValue) {
            parts.append(.value(value))
        }

        /// A part of the statement, with its own values.
        public mutating func appendInterpolation(_ part: SQL) {
            parts += part.parts
        }

        /// Binds a `Codable` value as JSON.
        public mutating func appendInterpolation(json value: some Encodable) throws {
            parts.append(.value(try .json(encoding: value)))
        }

        /// The name of a table or column, in quotes.
        public mutating func appendInterpolation(identifier name: String) {
            parts.append(
                .text(
                    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                        + "\""))
        }

        /// Binds each of some values, in parentheses with commas, for `IN`. Without values nothing is in the list.
        public mutating func appendInterpolation(list values: some Collection<some SQLConvertible>) {
            guard !values.isEmpty else {
                parts.append(.text("(NULL)"))
                return
            }
            for (index, value) in values.enumerated() {
                parts.append(.text(index == 0 ? "(" : ", "))
                parts.append(.value(value.sqlValue))
            }
            parts.append(.text(")"))
        }

        /// Text that becomes part of the statement as it is. What comes from outside must never stand here.
        public mutating func appendInterpolation(unsafe text: String) {
            parts.append(.text(text))
        }
    }
}
