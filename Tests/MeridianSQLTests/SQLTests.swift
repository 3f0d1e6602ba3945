import FoundationEssentials
import MeridianSQL
import Testing

@Suite("Statements")
struct SQLTests {
    @Test("values become placeholders in their order, parts keep theirs")
    func placeholders() {
        let condition: SQL = "b = \(2) AND c IN \(list: ["x", "y"])"
        let sql: SQL = "SELECT \(identifier: "a\"b") FROM t WHERE a = \(1) AND \(condition) OR d = \(nil as Int?)"
        let dollar = sql.statement(.dollar)
        #expect(dollar.text == "SELECT \"a\"\"b\" FROM t WHERE a = $1 AND b = $2 AND c IN ($3, $4) OR d = $5")
        #expect(dollar.values == [.integer(1), .integer(2), .text("x"), .text("y"), .null])
        #expect(sql.statement(.question).text.contains("a = ?1 AND b = ?2"))
    }

    @Test("parts are joined")
    func joined() {
        let conditions: [SQL] = ["a = \(1)", "b = \(2)"]
        let statement = ("WHERE " + SQL.joined(conditions, by: " AND ")).statement(.dollar)
        #expect(statement == SQLStatement("WHERE a = $1 AND b = $2", [.integer(1), .integer(2)]))
    }

    @Test("a value that is text is never part of the statement", arguments: ["'", "$1", "?", "--", "\\", ""])
    func texts(_ text: String) {
        let sql: SQL = "SELECT \(text)"
        #expect(sql.statement(.dollar) == SQLStatement("SELECT $1", [.text(text)]))
    }
}
