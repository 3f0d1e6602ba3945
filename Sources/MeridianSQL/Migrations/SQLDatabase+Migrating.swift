import Logging
import MeridianCore

extension SQLDatabase {
    /// Applies what has not been applied. Of several programs that start at once, one does and the others wait.
    func migrate(_ migrations: [SQLMigration], _ logger: Logger) async throws {
        try MigrationPlan.checkNames(migrations.map(\.name))
        try await withConnection { connection in
            if let lock = driver.migrationLock { try await connection.execute(lock.before) }
            let outcome: Result<Void, any Error>
            do {
                try await Self.migrate(migrations, connection, logger)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            // A connection that can't give up the lock is closed, which does.
            if let lock = driver.migrationLock {
                do { try await connection.execute(lock.after) } catch { connection.markBroken() }
            }
            try outcome.get()
        }
    }

    private static func migrate(
        _ migrations: [SQLMigration], _ connection: SQLConnection, _ logger: Logger
    ) async throws {
        try await connection.execute(
            """
            CREATE TABLE IF NOT EXISTS meridian_migrations \
            (name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)
            """)
        while let next = try await step(migrations, connection) {
            logger.info("migrated the database", metadata: ["migration": "\(next)"])
        }
    }

    /// Applies the next migration. What has been applied is read in the same transaction.
    /// - Returns: Its name; `nil` when there is none.
    private static func step(_ migrations: [SQLMigration], _ connection: SQLConnection) async throws -> String? {
        try await connection.transaction { connection -> String? in
            var applied: [String: String] = [:]
            for row in try await connection.query("SELECT name, checksum FROM meridian_migrations") {
                applied[try row[0]] = try row[1] as String
            }
            let known = migrations.map { (name: $0.name, checksum: $0.checksum) }
            guard let next = try MigrationPlan.next(known, applied: applied) else { return nil }
            let migration = migrations[next]
            for (number, statement) in migration.statements.enumerated() {
                do {
                    try await connection.execute(statement)
                } catch let error as MeridianError {
                    throw MeridianError(
                        .sqlMigrationFailed,
                        "statement \(number + 1) of the migration '\(migration.name)' failed; nothing of it was kept",
                        cause: error.cause ?? error)
                }
            }
            try await connection.execute(
                "INSERT INTO meridian_migrations (name, checksum) VALUES (\(migration.name), \(migration.checksum))")
            return migration.name
        }
    }
}

/// Which migration comes next.
enum MigrationPlan {
    /// - Throws: ``ErrorCode/sqlMigrationChanged`` when two have the same name.
    static func checkNames(_ names: [String]) throws(MeridianError) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            throw MeridianError(.sqlMigrationChanged, "two migrations are named '\(name)'; rename the newer one")
        }
    }

    /// What a newer release has applied beyond those known here is left alone.
    /// - Throws: ``ErrorCode/sqlMigrationChanged``.
    static func next(
        _ known: [(name: String, checksum: String)], applied: [String: String]
    ) throws(MeridianError) -> Int? {
        var next: Int?
        for (index, migration) in known.enumerated() {
            guard let checksum = applied[migration.name] else {
                next = next ?? index
                continue
            }
            guard checksum == migration.checksum else {
                throw MeridianError(
                    .sqlMigrationChanged,
                    "the migration '\(migration.name)' has changed since it was applied to the database; restore it, "
                        + "and put the change into a new migration")
            }
            if let next {
                throw MeridianError(
                    .sqlMigrationChanged,
                    "the migration '\(known[next].name)' stands before '\(migration.name)', which has been applied "
                        + "already; move it to the end")
            }
        }
        return next
    }
}
