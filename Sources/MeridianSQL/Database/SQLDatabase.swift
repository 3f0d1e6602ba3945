public import Logging
import MeridianCore

/// A database with its pools: what functions ask for.
///
/// ```swift
/// @Inject var database: SQLDatabase
///
/// let items = try await database.query("SELECT * FROM items WHERE price < \(limit)", as: Item.self)
/// try await database.transaction { connection in
///     try await connection.execute("UPDATE stock SET left = left - 1 WHERE item = \(id)")
///     try await connection.execute("INSERT INTO orders (item) VALUES (\(id))")
/// }
/// ```
/// A task that is cancelled, as at the deadline of its function, neither waits for a connection nor for a statement.
public final class SQLDatabase: Sendable {
    public let driver: any SQLDriver
    private let writers: SQLPool
    private let readers: SQLPool
    private let limit: SQLResultLimit
    private let logger: Logger

    /// - Parameters:
    ///   - driver: Speaks with the database.
    ///   - pool: Connections that write; with a driver that does not separate them, all connections.
    ///   - readers: Connections that only read, with a driver that separates them.
    ///   - limit: What a collected result may have at most.
    ///   - logger: Told of migrations.
    public init(
        _ driver: any SQLDriver, pool: SQLPoolConfiguration = SQLPoolConfiguration(),
        readers: SQLPoolConfiguration = SQLPoolConfiguration(), limit: SQLResultLimit = SQLResultLimit(),
        logger: Logger = Logger(label: "sql")
    ) {
        self.driver = driver
        self.limit = limit
        self.logger = logger
        writers = SQLPool(driver, .write, pool)
        self.readers = driver.separatesReaders ? SQLPool(driver, .read, readers) : writers
    }

    /// Connects, and brings the database to the state that the program expects.
    /// - Throws: ``ErrorCode/sqlUnreachable``, ``ErrorCode/sqlMigrationChanged``, ``ErrorCode/sqlMigrationFailed``.
    public func open(migrations: [SQLMigration] = []) async throws {
        try await writers.start()
        if !migrations.isEmpty { try await migrate(migrations, logger) }
        if driver.separatesReaders { try await readers.start() }
    }

    /// Takes nobody on any more, waits until connections are given back, and closes them.
    /// - Parameter grace: How long to wait for those who still use one.
    public func close(grace: Duration = .seconds(5)) async {
        if driver.separatesReaders { await readers.close(grace: grace) }
        await writers.close(grace: grace)
    }

    /// Lends a connection.
    /// - Parameters:
    ///   - access: What for; a connection for reading may refuse to write.
    ///   - deadline: Waiting for it ends then at the latest, such as a context's.
    ///   - body: Has it until it returns.
    /// - Throws: ``ErrorCode/sqlPoolExhausted``, ``ErrorCode/sqlUnreachable``, ``ErrorCode/sqlClosed``, and what the body
    ///   throws.
    @discardableResult
    public func withConnection<Result>(
        _ access: SQLAccess = .write, deadline: ContinuousClock.Instant? = nil,
        isolation: isolated (any Actor)? = #isolation, _ body: (SQLConnection) async throws -> Result
    ) async throws -> Result {
        let pool = access == .read ? readers : writers
        let item = try await pool.lease(deadline: deadline)
        let connection = SQLConnection(driver, item.connection, limit)
        defer { pool.giveBack(item, isUsable: connection.end()) }
        return try await body(connection)
    }

    /// The rows of a statement that only reads.
    public func query(_ sql: SQL, deadline: ContinuousClock.Instant? = nil) async throws -> [SQLRow] {
        try await withConnection(.read, deadline: deadline) { try await $0.query(sql) }
    }

    /// The rows of a statement that only reads, as values of a type.
    public func query<Value: Decodable & Sendable>(
        _ sql: SQL, as type: Value.Type, deadline: ContinuousClock.Instant? = nil
    ) async throws -> [Value] {
        try await withConnection(.read, deadline: deadline) { try await $0.query(sql, as: type) }
    }

    /// Runs a statement that may write, such as `INSERT … RETURNING`.
    @discardableResult
    public func execute(_ sql: SQL, deadline: ContinuousClock.Instant? = nil) async throws -> SQLResult {
        try await withConnection(.write, deadline: deadline) { try await $0.execute(sql) }
    }

    /// Runs a closure in a transaction. An error rolls it back, and so does the cancellation of the task.
    /// - Parameters:
    ///   - transaction: What it is like, and whether it is tried again.
    ///   - deadline: Waiting for a connection ends then at the latest.
    ///   - body: Uses the connection; a transaction that it begins on it is a savepoint.
    @discardableResult
    public func transaction<Result>(
        _ transaction: SQLTransaction = SQLTransaction(), deadline: ContinuousClock.Instant? = nil,
        isolation: isolated (any Actor)? = #isolation, _ body: (SQLConnection) async throws -> Result
    ) async throws -> Result {
        try await withConnection(transaction.isReadOnly ? .read : .write, deadline: deadline, isolation: isolation) {
            try await $0.transaction(transaction, isolation: isolation, body)
        }
    }

    /// Asks whether the database answers, for a health function.
    /// - Throws: Why not.
    public func check(deadline: ContinuousClock.Instant? = nil) async throws {
        _ = try await query("SELECT 1", deadline: deadline)
    }

    /// How busy the connections for writing are; of a driver that does not separate them, all.
    public var figures: SQLPoolFigures { writers.figures }
}
