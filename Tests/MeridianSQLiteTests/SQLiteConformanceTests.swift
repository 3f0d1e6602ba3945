import Foundation
import MeridianSQL
import MeridianSQLite
import SQLConformance
import Testing

@Suite("SQLite does what every database must")
struct SQLiteConformanceTests {
    static let endless: SQL =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    @Test("in a file", .timeLimit(.minutes(1)), arguments: SQLConformance.cases)
    func file(_ conformance: SQLConformance) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "meridian-sqlite-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("test.sqlite").path
        try await conformance.run(
            SQLFixture(endless: Self.endless, arrayTypes: ("TEXT", "TEXT"), writers: 1) { SQLiteDriver(path: path) })
    }
}
