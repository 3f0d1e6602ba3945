import Meridian

/// A change of a database that is made once.
///
/// ```swift
/// SQLMigration("001 items") {
///     "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"
///     "CREATE INDEX items_by_name ON items (name)"
/// }
/// ```
public struct SQLMigration: Sendable {
    /// Under which it is recorded. It never changes.
    public let name: String
    let statements: [SQL]

    /// - Parameters:
    ///   - name: Under which it is recorded.
    ///   - statements: Run in one transaction, in order.
    public init(_ name: String, @SQLStatementsBuilder _ statements: () -> [SQL]) {
        self.name = name
        self.statements = statements()
    }

    /// By which a change of the statements is noticed; spaces at the ends of lines do not count.
    var checksum: String {
        let text = statements.map { sql in
            let statement = sql.statement(.question)
            let lines = statement.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed().map(String.init).joined()
            }
            return lines.joined(separator: "\n") + "\u{0}" + statement.values.map { "\($0)" }.joined(separator: "\u{0}")
        }.joined(separator: "\u{1}")
        return SHA256.digest(of: Array(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

/// Lists statements.
@resultBuilder
public enum SQLStatementsBuilder {
    public static func buildExpression(_ sql: SQL) -> [SQL] { [sql] }

    public static func buildBlock(_ statements: [SQL]...) -> [SQL] { statements.flatMap(\.self) }

    public static func buildOptional(_ statements: [SQL]?) -> [SQL] { statements ?? [] }

    public static func buildEither(first statements: [SQL]) -> [SQL] { statements }

    public static func buildEither(second statements: [SQL]) -> [SQL] { statements }

    public static func buildArray(_ statements: [[SQL]]) -> [SQL] { statements.flatMap(\.self) }
}
