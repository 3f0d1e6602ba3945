import GRDB
import MeridianCore

/// The tables of a file and how they came to be. Steps that were released never change; new ones follow them.
struct SQLiteSchema: Sendable {
    /// Marks the files of this kind (`PRAGMA application_id`).
    let identifier: Int32
    /// Statements that lead from each version to the next.
    let steps: [String]

    /// Brings a file up to date, in one transaction.
    /// - Throws: ``ErrorCode/storeTooNew``, ``ErrorCode/storeDamaged``.
    func apply(to database: Database, path: String) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let found = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard found == identifier || version == 0 && found == 0 else {
            throw MeridianError(
                .storeDamaged, "'\(path)' is the file of something else; move it, or name another directory")
        }
        guard version <= steps.count else {
            throw MeridianError(
                .storeTooNew,
                "'\(path)' is of version \(version), and this Meridian knows \(steps.count); run the newer one")
        }
        guard version < steps.count else { return }
        try database.inTransaction(.immediate) {
            for step in steps[version...] { try database.execute(sql: step) }
            try database.execute(sql: "PRAGMA application_id = \(identifier)")
            try database.execute(sql: "PRAGMA user_version = \(steps.count)")
            return .commit
        }
    }
}
