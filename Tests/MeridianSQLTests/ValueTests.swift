import FoundationEssentials
import MeridianCore
import TestSupport
import Testing

@testable import MeridianSQL

@Suite("Values")
struct ValueTests {
    @Test(
        "moments are read",
        arguments: [
            ("1970-01-01", 0), ("1970-01-01 00:00:00", 0), ("1969-12-31 23:59:59.999999", -1),
            ("2026-03-01T02:59:00Z", 1_772_333_940_000_000), ("2026-03-01 04:59:00.5+02", 1_772_333_940_500_000),
            ("2026-02-28 21:29:00.123456789-05:30", 1_772_333_940_123_456), ("2000-02-29", 951_782_400_000_000),
            ("2026-03-01 02:59", 1_772_333_940_000_000),
        ] as [(String, Int64)])
    func moments(text: String, microseconds: Int64) {
        #expect(TimestampText.parse(text) == microseconds)
    }

    @Test(
        "what is no moment is not read",
        arguments: [
            "", "2026", "2026-13-01", "2026-02-30", "2100-02-29", "2026-03-01 24:00:00", "2026-03-01 02:60",
            "2026-03-01 02:59:61", "2026-03-01 02:59:00 PM", "infinity", "0044-03-15 BC", "2026-03-01Z0", "a026-01-01",
        ])
    func noMoments(text: String) {
        #expect(TimestampText.parse(text) == nil)
    }

    @Test("moments come back to the microsecond", arguments: 0..<20)
    func momentsRoundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let microseconds = Int64.random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &random)
            let date = TimestampText.date(microseconds)
            let nearest = TimestampText.microseconds(date)
            #expect(TimestampText.parse(TimestampText.text(date)) == nearest)
        }
        #expect(TimestampText.text(Date(timeIntervalSince1970: 1e18)).isEmpty)
    }

    @Test("no digit is lost to make a number fit")
    func numbers() {
        #expect(Int8(sqlValue: .integer(128)) == nil)
        #expect(Int(sqlValue: .double(1)) == nil)
        #expect(Int(sqlValue: .decimal("12")) == 12)
        #expect(Int(sqlValue: .decimal("12.5")) == nil)
        #expect(Int(sqlValue: .text("12")) == nil)
        #expect(UInt64(sqlValue: UInt64.max.sqlValue) == UInt64.max)
        #expect(Double(sqlValue: .integer(1 << 53 + 1)) == nil || Double(sqlValue: .integer(1 << 53 + 1)) == 0x1p54)
        #expect(Bool(sqlValue: .integer(2)) == nil)
        #expect(String(sqlValue: .integer(1)) == nil)
        #expect(Int?(sqlValue: .null) == .some(.none))
        #expect(Int?(sqlValue: .text("")) == nil)
    }

    @Test("properties in camelCase find columns in snake_case")
    func names() {
        for (name, column) in [("id", "id"), ("pageSize", "page_size"), ("baseURL", "base_url"), ("aBC", "a_bc")] {
            #expect(ColumnName.snakeCase(name) == column)
        }
    }

    @Test("a literal in a statement is a value and no part of it")
    func literals() {
        let sql: SQL = "SELECT \("a"), \(1), \(2.5), \(true)"
        #expect(sql.statement(.dollar).values == [.text("a"), .integer(1), .double(2.5), .bool(true)])
    }
}

@Suite("Which migration comes next")
struct MigrationPlanTests {
    private let known = [(name: "a", checksum: "1"), (name: "b", checksum: "2")]

    @Test("the first that has not been applied")
    func next() throws {
        #expect(try MigrationPlan.next(known, applied: [:]) == 0)
        #expect(try MigrationPlan.next(known, applied: ["a": "1"]) == 1)
        #expect(try MigrationPlan.next(known, applied: ["a": "1", "b": "2", "c": "3"]) == nil)
    }

    @Test("what does not fit is refused", arguments: [["a": "2"], ["b": "2"], ["a": "1", "b": "1"]])
    func refused(applied: [String: String]) {
        #expect(throws: MeridianError.self) { try MigrationPlan.next(known, applied: applied) }
    }

    @Test("a checksum knows statements and their order, and no spaces at ends of lines")
    func checksums() {
        let one = SQLMigration("a") {
            "CREATE TABLE x (\n  id BIGINT)"
            "SELECT 1"
        }
        let spaced = SQLMigration("b") {
            "CREATE TABLE x (  \n  id BIGINT) "
            "SELECT 1"
        }
        let turned = SQLMigration("c") {
            "SELECT 1"
            "CREATE TABLE x (\n  id BIGINT)"
        }
        let joined = SQLMigration("d") { "CREATE TABLE x (\n  id BIGINT)SELECT 1" }
        #expect(one.checksum == spaced.checksum)
        #expect(Set([one.checksum, turned.checksum, joined.checksum]).count == 3)
        #expect(one.checksum.count == 64)
    }
}
