/// A statement as a database takes it: text with placeholders, and the values in their order.
public struct SQLStatement: Sendable, Hashable {
    public var text: String
    public var values: [SQLValue]

    public init(_ text: String, _ values: [SQLValue] = []) {
        self.text = text
        self.values = values
    }
}

/// How a database writes the place of a value.
public struct SQLPlaceholders: Sendable, Hashable {
    let sign: String

    /// `$1`, `$2`, …
    public static let dollar = SQLPlaceholders(sign: "$")
    /// `?1`, `?2`, …
    public static let question = SQLPlaceholders(sign: "?")
}

extension SQL {
    /// The statement with the placeholders of a database.
    public func statement(_ placeholders: SQLPlaceholders) -> SQLStatement {
        if parts.count == 1, case .text(let text) = parts[0] { return SQLStatement(text) }
        var statement = SQLStatement("")
        for part in parts {
            switch part {
            case .text(let text):
                statement.text += text
            case .value(let value):
                statement.values.append(value)
                statement.text += placeholders.sign
                statement.text += String(statement.values.count)
            }
        }
        return statement
    }
}
