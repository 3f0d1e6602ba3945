import MeridianCore
import Synchronization

/// A connection that is lent to a closure. Tasks that share it take turns.
public final class SQLConnection: Sendable {
    let driver: any SQLDriver
    private let connection: any SQLDriverConnection
    private let limit: SQLResultLimit
    private let turn = Turn()
    private let state = Mutex(State())

    private struct State {
        var isOver = false
        var isBroken = false
        /// Savepoints within the transaction; `nil` outside of one.
        var depth: Int?
    }

    init(_ driver: any SQLDriver, _ connection: any SQLDriverConnection, _ limit: SQLResultLimit) {
        self.driver = driver
        self.connection = connection
        self.limit = limit
    }

    /// Runs a statement.
    /// - Returns: Its rows, and how many it has changed.
    /// - Throws: ``ErrorCode/sqlStatementRefused``, ``ErrorCode/sqlConstraint``, ``ErrorCode/sqlSerialization``,
    ///   ``ErrorCode/sqlConnectionLost``, ``ErrorCode/sqlResultTooLarge``; `CancellationError` when the task is
    ///   cancelled, which stops the statement.
    @discardableResult
    public func execute(_ sql: SQL) async throws -> SQLResult {
        try await inTurn { try await connection.run(sql.statement(driver.placeholders), limit) }
    }

    /// The rows of a statement.
    public func query(_ sql: SQL) async throws -> [SQLRow] { try await execute(sql).rows }

    /// The rows of a statement as values of a type.
    public func query<Value: Decodable>(_ sql: SQL, as type: Value.Type) async throws -> [Value] {
        try await execute(sql).rows.map { row in try row.decode(type) }
    }

    /// Hands over the rows of a statement one by one. However many they are, few are in memory at a time.
    public func forEach(
        _ sql: SQL, isolation: isolated (any Actor)? = #isolation, _ body: (SQLRow) async throws -> Void
    ) async throws {
        try await turn.take()
        defer { turn.giveBack() }
        try check()
        do {
            try await connection.begin(sql.statement(driver.placeholders))
            do {
                while let rows = try await connection.next() {
                    for row in rows { try await body(row) }
                }
            } catch {
                // In a task of its own, since this one may be cancelled.
                let connection = connection
                do { try await Task { try await connection.finish() }.value } catch { markBroken() }
                throw error
            }
            try await connection.finish()
        } catch {
            note(error)
            throw error
        }
    }

    private func inTurn(_ body: () async throws -> SQLResult) async throws -> SQLResult {
        try await turn.take()
        defer { turn.giveBack() }
        try check()
        do {
            return try await body()
        } catch {
            note(error)
            throw error
        }
    }

    private func check() throws(MeridianError) {
        guard !state.withLock({ $0.isOver }) else {
            throw MeridianError(
                .sqlConnectionOver,
                "a connection is used after its closure has ended; use it inside of the closure only")
        }
    }

    private func note(_ error: any Error) {
        if (error as? MeridianError)?.code == .sqlConnectionLost { state.withLock { $0.isBroken = true } }
    }

    /// Nothing runs on it any more.
    /// - Returns: Whether others can use the connection.
    func end() -> Bool {
        state.withLock { state in
            state.isOver = true
            return !state.isBroken && state.depth == nil
        }
    }

    func markBroken() { state.withLock { $0.isBroken = true } }

    var depth: Int? {
        get { state.withLock { $0.depth } }
        set { state.withLock { $0.depth = newValue } }
    }
}
