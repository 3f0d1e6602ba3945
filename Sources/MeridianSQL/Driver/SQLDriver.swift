/// What a connection is wanted for.
public struct SQLAccess: Sendable, Hashable {
    let isWriting: Bool

    public static let read = SQLAccess(isWriting: false)
    public static let write = SQLAccess(isWriting: true)
}

/// Speaks with one kind of database. Pools, transactions and migrations are built on it.
public protocol SQLDriver: Sendable {
    /// How messages call the database.
    var name: String { get }

    var placeholders: SQLPlaceholders { get }

    /// Whether connections for reading are others than those for writing.
    var separatesReaders: Bool { get }

    /// - Throws: ``ErrorCode/sqlUnreachable``.
    func connect(_ access: SQLAccess) async throws -> any SQLDriverConnection

    /// The statement that begins a transaction.
    func beginning(_ transaction: SQLTransaction, _ access: SQLAccess) -> String

    /// Statements that let one program at a time migrate: before and after.
    var migrationLock: (before: SQL, after: SQL)? { get }
}

/// One connection. It is called by one task at a time.
public protocol SQLDriverConnection: AnyObject, Sendable {
    /// Whether it can run a statement, as far as can be told without waiting.
    var isUsable: Bool { get }

    /// Runs a statement. When the task is cancelled, the statement is stopped and `CancellationError` thrown.
    /// - Parameters:
    ///   - statement: With the placeholders of the driver.
    ///   - limit: What a result may have at most.
    func run(_ statement: SQLStatement, _ limit: SQLResultLimit) async throws -> SQLResult

    /// Begins a statement whose rows are taken a few at a time; no more than that are in memory.
    func begin(_ statement: SQLStatement) async throws

    /// The next rows of the statement that was begun; `nil` after the last.
    func next() async throws -> [SQLRow]?

    /// Ends the statement that was begun, also before its last row.
    func finish() async throws

    /// Closes it, whatever its state. No other method is called afterwards.
    func close() async
}
