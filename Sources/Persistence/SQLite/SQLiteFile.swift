import GRDB
import MeridianCore
import Synchronization

/// A database in a file that is written by group commit and read beside that, by this process alone.
///
/// WAL mode with `synchronous = FULL`: what a commit returns from has been through `fsync`.
final class SQLiteFile: Sendable {
    let path: String
    private let pool: DatabasePool
    private let commits: GroupCommit
    private let participant: (any CommitParticipant)?
    private let lock: StoreLock
    private let isClosed = Mutex(false)

    /// Opens the file, making it if need be; blocks.
    /// - Parameters:
    ///   - path: In a directory that exists. `PATH-wal`, `PATH-shm` and `PATH.lock` are beside it.
    ///   - schema: Its tables.
    ///   - readers: Most connections that read at the same time.
    ///   - maximumPages: Of 4 KiB, that the file may have; for tests of a disk that is full.
    ///   - participant: Who takes part in each transaction.
    /// - Throws: ``ErrorCode/storeInUse``, ``ErrorCode/storeUnusable``, ``ErrorCode/storeDamaged``,
    ///   ``ErrorCode/storeTooNew``.
    init(
        _ path: String, schema: SQLiteSchema, readers: Int = 4, maximumPages: Int? = nil,
        participant: (any CommitParticipant)? = nil
    ) throws(MeridianError) {
        self.path = path
        self.participant = participant
        lock = try StoreLock(path + ".lock", of: path)
        do {
            let isNew = !FileSystem.exists(path)
            pool = try DatabasePool(path: path, configuration: Self.configuration(readers: readers))
            try pool.writeWithoutTransaction { database in
                // GRDB leaves it at NORMAL in WAL mode, which keeps files whole but not every commit.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                if let maximumPages { try database.execute(sql: "PRAGMA max_page_count = \(maximumPages)") }
                try schema.apply(to: database, path: path)
            }
            if isNew { try FileSystem.synchronizeDirectory(FileSystem.parent(of: path)) }
        } catch {
            throw SQLiteFailure.error(error, path) as? MeridianError
                ?? MeridianError(.storeUnusable, "'\(path)' can't be opened: \(error)", cause: error)
        }
        commits = GroupCommit(pool, path: path, participant: participant)
    }

    private static func configuration(readers: Int) -> GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.label = "meridian.store"
        configuration.maximumReaderCount = readers
        configuration.busyMode = .timeout(5)
        // Whoever commits when the log is full copies it into the file, and all others wait: with 32 MiB that is less than
        // one commit in a hundred under load.
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA cache_size = -4096;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA secure_delete = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA wal_autocheckpoint = 8000;
                    PRAGMA journal_size_limit = 67108864;
                    """)
        }
        return configuration
    }

    /// Reads one state of the file.
    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw SQLiteFailure.error(error, path)
        }
    }

    /// The same, for what is opened; blocks.
    func blockingRead<Value>(_ body: (Database) throws -> Value) throws(MeridianError) -> Value {
        do {
            return try pool.read(body)
        } catch {
            throw SQLiteFailure.error(error, path) as? MeridianError
                ?? MeridianError(.storeUnusable, "'\(path)' can't be read: \(error)", cause: error)
        }
    }

    /// Makes changes that are kept together, or, when the closure throws, not at all.
    /// - Returns: What the closure returned, once that is durable.
    func commit<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await commits.perform(body)
    }

    /// Writes a copy as of now into a new file, without holding writers up, and reads it through.
    /// - Parameters:
    ///   - target: In a directory that exists; no such file does.
    ///   - problems: Finds what is wrong with the copy.
    /// - Throws: The first of the problems.
    func copy(to target: String, checkedBy problems: @Sendable (Database, String) throws -> [MeridianError])
        async throws
    {
        do {
            try await pool.unsafeRead { database in
                try database.execute(sql: "VACUUM INTO ?", arguments: [target])
            }
            var configuration = GRDB.Configuration()
            configuration.readonly = true
            let copy = try DatabaseQueue(path: target, configuration: configuration)
            if let problem = try await copy.read({ try problems($0, target) }).first { throw problem }
            try copy.close()
            _ = try await Blocking.run { try OpenFile.reading(target)?.synchronize() }
        } catch {
            throw SQLiteFailure.error(error, target)
        }
    }

    /// What SQLite finds broken in the structure of a file, in its own words.
    static func structuralProblems(_ database: Database, _ path: String) throws -> [MeridianError] {
        try String.fetchAll(database, sql: "PRAGMA integrity_check(100)").filter { $0 != "ok" }.map {
            MeridianError(.storeDamaged, "'\(path)' is damaged: \($0)")
        }
    }

    /// Waits for commits that were begun, and refuses all that follows. A second call does nothing more.
    func close() async {
        await commits.close()
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        guard !wasClosed else { return }
        try? await Blocking.run { [pool, lock, participant] in
            // The next to open the file need not read the log, and the log can't be damaged meanwhile.
            _ = try? pool.writeWithoutTransaction { database in
                participant?.willClose()
                try database.checkpoint(.truncate)
            }
            try? pool.close()
            lock.release()
        }
    }
}
