import Dispatch
import Foundation
import GRDB
import MeridianCore
import MeridianSQL
import Synchronization

/// One connection to a file, which works on a queue of its own.
final class SQLiteConnection: SQLDriverConnection {
    private let queue: DatabaseQueue
    private let isReader: Bool
    private let work = QueueBound()
    private let isInTransaction = Atomic(false)

    /// Opens it; blocks until that is done.
    /// - Throws: ``ErrorCode/sqlUnreachable``.
    init(_ path: String, isReader: Bool, _ busyTimeout: Duration) throws(MeridianError) {
        self.isReader = isReader
        var configuration = GRDB.Configuration()
        configuration.label = isReader ? "meridian.sqlite.reader" : "meridian.sqlite.writer"
        configuration.readonly = isReader
        if !isReader, path != ":memory:" { configuration.journalMode = .wal }
        let (seconds, attoseconds) = busyTimeout.components
        configuration.busyMode = .timeout(Double(seconds) + Double(attoseconds) / 1e18)
        // A transaction goes on over several accesses here.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            if !isReader { try database.execute(sql: "PRAGMA synchronous = NORMAL") }
        }
        do {
            queue = try Self.open(path, configuration, until: .now + busyTimeout)
        } catch {
            throw MeridianError(
                .sqlUnreachable, "the SQLite file can't be opened; see that 'sqlite.path' can be written",
                status: 503, cause: SQLFailure(.other, "\(error)", state: ""))
        }
    }

    /// SQLite does not wait by itself when another program turns on WAL at the same time.
    private static func open(
        _ path: String, _ configuration: GRDB.Configuration, until limit: ContinuousClock.Instant
    ) throws -> DatabaseQueue {
        while true {
            do {
                return try DatabaseQueue(path: path, configuration: configuration)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && .now < limit {
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
    }

    var isUsable: Bool { !isInTransaction.load(ordering: .acquiring) }

    func run(_ statement: SQLStatement, _ limit: SQLResultLimit) async throws -> SQLResult {
        try await access { database, work in
            // An interrupted statement may have taken its transaction with it.
            if statement.text.hasPrefix("ROLLBACK"), !database.isInsideTransaction { return SQLResult() }
            let prepared = try work.prepared(statement.text, database)
            try self.check(prepared)
            let before = database.totalChangesCount
            var cursor = try Row.fetchCursor(prepared, arguments: SQLiteValue.arguments(statement.values))
            var result = SQLResult()
            var bytes = 0
            var columns = SQLColumns(prepared.columnNames)
            var first = try cursor.next()
            if prepared.columnCount != columns.names.count {
                // The table has changed since the statement was kept; SQLite has noticed, GRDB has not.
                let fresh = try work.prepared(statement.text, database, anew: true)
                cursor = try Row.fetchCursor(fresh, arguments: SQLiteValue.arguments(statement.values))
                columns = SQLColumns(fresh.columnNames)
                first = try cursor.next()
            }
            while let row = try first ?? cursor.next() {
                first = nil
                result.rows.append(SQLiteValue.row(row, columns, &bytes))
                guard result.rows.count <= limit.rows, bytes <= limit.bytes else {
                    throw MeridianError(
                        .sqlResultTooLarge,
                        "a result has more than \(limit.rows) rows or \(limit.bytes) bytes; add a LIMIT, or take its "
                            + "rows one by one with forEach")
                }
            }
            if database.totalChangesCount != before { result.affected = database.changesCount }
            return result
        }
    }

    func begin(_ statement: SQLStatement) async throws {
        try await access { database, work in
            let prepared = try database.makeStatement(sql: statement.text)
            try self.check(prepared)
            work.columns = SQLColumns(prepared.columnNames)
            work.cursor = try Row.fetchCursor(prepared, arguments: SQLiteValue.arguments(statement.values))
        }
    }

    func next() async throws -> [SQLRow]? {
        try await access { _, work in
            guard let cursor = work.cursor, let columns = work.columns else { return nil }
            var rows: [SQLRow] = []
            var bytes = 0
            while rows.count < 256, bytes < 1 << 20, let row = try cursor.next() {
                rows.append(SQLiteValue.row(row, columns, &bytes))
            }
            return rows.isEmpty ? nil : rows
        }
    }

    func finish() async throws {
        try await access { _, work in
            work.cursor = nil
            work.columns = nil
        }
    }

    func close() async {
        let (queue, work) = (queue, work)
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async {
                queue.writeWithoutTransaction { _ in work.clear() }
                try? queue.close()
                continuation.resume()
            }
        }
    }

    private func check(_ statement: Statement) throws {
        guard !isReader || statement.isReadonly else {
            throw SQLFailure(
                .readOnly, "a statement that writes was run for reading; use execute or a transaction", state: "8")
        }
    }

    private func access<Result: Sendable>(
        _ body: @escaping @Sendable (Database, QueueBound) throws -> Result
    ) async throws -> Result {
        do {
            return try await queue.writeWithoutTransaction { database in
                defer { self.isInTransaction.store(database.isInsideTransaction, ordering: .releasing) }
                return try body(database, self.work)
            }
        } catch let failure as SQLFailure {
            throw failure.error
        } catch let error as DatabaseError {
            let failure = SQLiteValue.failure(error)
            if failure.kind == .stopped, Task.isCancelled { throw CancellationError() }
            throw failure.error
        }
    }
}

/// What belongs to the queue of a connection and is touched nowhere else.
private final class QueueBound: @unchecked Sendable {
    var cursor: RowCursor?
    var columns: SQLColumns?
    private var statements: [String: Statement] = [:]

    /// A statement that is kept. When many are, all are dropped, which no program with a fixed set of them sees.
    func prepared(_ text: String, _ database: Database, anew: Bool = false) throws -> Statement {
        if !anew, let statement = statements[text] { return statement }
        let statement = try database.makeStatement(sql: text)
        // What writes and has columns can't be run again to see other columns.
        guard statement.isReadonly || statement.columnCount == 0 else { return statement }
        if statements.count >= 256 { statements.removeAll(keepingCapacity: true) }
        statements[text] = statement
        return statement
    }

    func clear() {
        cursor = nil
        statements = [:]
    }
}
