import FoundationEssentials
import GRDB
public import MeridianCore

extension SQLiteDocumentStore {
    /// Reads everything: the structure of the file, the checksum of every change, and whether documents and changes agree.
    /// - Returns: What is wrong; empty when nothing is.
    public func check() async throws -> [MeridianError] {
        try await file.read { [file] in try Self.problems($0, file.path) }
    }

    static func problems(_ database: Database, _ path: String) throws -> [MeridianError] {
        var problems = try SQLiteFile.structuralProblems(database, path)
        guard problems.isEmpty else { return problems }
        func report(_ what: String) {
            if problems.count < 100 { problems.append(MeridianError(.storeDamaged, "\(what) in '\(path)'")) }
        }
        _ = try DocumentState.read(database, path)
        let rows = try database.rows("SELECT id, key, value, checksum FROM changes ORDER BY id")
        while let row = try rows.next() {
            let change = ChangeRow(id: row[0], row, at: 1)
            if change.isDamaged { report("the change \(change.id) of '\(change.key ?? "")' is damaged") }
        }
        let lost = """
            SELECT documents.key FROM documents LEFT JOIN changes ON changes.id = change
            WHERE changes.key IS NOT documents.key OR value IS NULL
            """
        for key in try String.fetchAll(database, sql: lost) { report("the document '\(key)' has no value") }
        let missing = """
            SELECT key FROM (SELECT key, max(id) AS id, value FROM changes GROUP BY key) AS latest
            WHERE value IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM documents WHERE documents.key = latest.key AND change = latest.id)
            """
        for key in try String.fetchAll(database, sql: missing) { report("the document '\(key)' is missing") }
        return problems
    }
}
