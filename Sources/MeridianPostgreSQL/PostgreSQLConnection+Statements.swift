import CPostgreSQL
import MeridianCore
import MeridianSQL
import Synchronization

extension PostgreSQLConnection {
    func run(_ statement: SQLStatement, _ limit: SQLResultLimit) async throws -> SQLResult {
        try Task.checkCancellation()
        let parameters = try Parameters(statement.values)
        do {
            return try await withTaskCancellationHandler {
                try await collect(statement, parameters, limit)
            } onCancel: {
                stop()
            }
        } catch let failure as SQLFailure {
            guard StatementCache.isStale(failure), forget(statement, parameters) else { throw error(of: failure) }
        } catch let error as MeridianError where error.code == .sqlConnectionLost && Task.isCancelled {
            throw CancellationError()
        }
        // A table has changed since the statement was prepared, and no transaction has failed by it: it runs anew.
        return try await run(statement, limit)
    }

    func begin(_ statement: SQLStatement) async throws {
        try Task.checkCancellation()
        let parameters = try Parameters(statement.values)
        try await stoppable { try await send(statement, parameters) }
    }

    func next() async throws -> [SQLRow]? {
        try await stoppable { () async throws -> [SQLRow]? in
            while true {
                let found = try step(most: 256)
                if !found.rows.isEmpty { return found.rows }
                if found.isOver {
                    try await end()
                    return nil
                }
                await ready()
            }
        }
    }

    func finish() async throws {
        guard state.withLock({ $0.isBusy }) else { return }
        stop()
        while true {
            do {
                let found = try step(most: 256)
                if found.isOver { break }
                if found.rows.isEmpty { await ready() }
            } catch let failure as SQLFailure {
                // That it was stopped is what was wanted.
                try await end()
                if failure.kind != .stopped { throw error(of: failure) }
                return
            }
        }
        try await end()
    }

    private func stoppable<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await withTaskCancellationHandler {
                try await body()
            } onCancel: {
                stop()
            }
        } catch let failure as SQLFailure {
            try await end()
            throw error(of: failure)
        } catch let error as MeridianError where error.code == .sqlConnectionLost && Task.isCancelled {
            throw CancellationError()
        }
    }

    private func collect(
        _ statement: SQLStatement, _ parameters: Parameters, _ limit: SQLResultLimit
    ) async throws -> SQLResult {
        var result = SQLResult()
        var bytes = 0
        do {
            try await send(statement, parameters)
            // A task that was cancelled before there was anything to stop.
            if Task.isCancelled { stop() }
            while true {
                let found = try step(most: 1024)
                result.rows += found.rows
                bytes += found.bytes
                guard result.rows.count <= limit.rows, bytes <= limit.bytes else {
                    try await finish()
                    throw MeridianError(
                        .sqlResultTooLarge,
                        "a result has more than \(limit.rows) rows or \(limit.bytes) bytes; add a LIMIT, or take its "
                            + "rows one by one with forEach")
                }
                if found.isOver {
                    result.affected = found.affected
                    result.command = found.command
                    break
                }
                if found.rows.isEmpty { await ready() }
            }
        } catch let failure as SQLFailure {
            try await end()
            throw failure
        }
        try await end()
        return result
    }

    /// Sends a statement, prepared where it was seen before.
    private func send(_ statement: SQLStatement, _ parameters: Parameters) async throws {
        let key = StatementCache.Key(text: statement.text, types: parameters.types)
        var plan = state.withLock { $0.statements.plan(key) }
        if case .prepare(let name, let former) = plan {
            if let former { try await command { PQsendQuery($0, "DEALLOCATE \(former)") } }
            try await command { handle in
                PQsendPrepare(handle, name, statement.text, CInt(parameters.types.count), parameters.types)
            }
            state.withLock { $0.statements.keep(key, name) }
            plan = .run(name)
        }
        let name: String? = if case .run(let name) = plan { name } else { nil }
        try state.withLock { state in
            let handle = try start(&state)
            let isSent = parameters.withPointers { values, lengths, formats in
                if let name {
                    PQsendQueryPrepared(handle, name, CInt(parameters.types.count), values, lengths, formats, 0)
                } else {
                    PQsendQueryParams(
                        handle, statement.text, CInt(parameters.types.count), parameters.types, values, lengths,
                        formats, 0)
                }
            }
            // Row by row: a result that nobody expected to be large must not fill the memory before it is looked at.
            guard isSent == 1, PQsetSingleRowMode(handle) == 1 else { throw Self.refusal(&state) }
        }
    }

    /// Runs something without rows to its end.
    private func command(_ send: @Sendable (OpaquePointer) -> CInt) async throws {
        try state.withLock { state in
            let handle = try start(&state)
            guard send(handle) == 1 else { throw Self.refusal(&state) }
        }
        while true {
            let found = try step(most: 1)
            if found.isOver { break }
            await ready()
        }
        state.withLock { $0.isBusy = false }
    }

    private func start(_ state: inout State) throws -> OpaquePointer {
        guard let handle = state.handle, !state.isLost else { throw Self.lost }
        state.isBusy = true
        state.statement += 1
        state.columns = nil
        return handle
    }

    /// What libpq says when it does not take a statement.
    private static func refusal(_ state: inout State) -> any Error {
        guard let handle = state.handle else { return lost }
        state.isBusy = false
        if PQstatus(handle) != CONNECTION_OK {
            state.isLost = true
            return lost
        }
        return SQLFailure(.other, ResultReader.words(handle), state: "")
    }

    /// Takes what has arrived, without waiting. Without rows and without an end there is nothing yet.
    /// - Parameter most: Rows to take.
    private func step(most: Int) throws -> Step {
        try state.withLock { state in
            guard let handle = state.handle else { throw Self.lost }
            var step = Step()
            var failure: SQLFailure?
            while step.rows.count < most {
                // A connection that is lost is never busy: libpq then has a last result that says so.
                guard state.isLost || PQisBusy(handle) == 0 else { break }
                guard let result = PQgetResult(handle) else {
                    guard !state.isLost else {
                        state.isBusy = false
                        throw Self.lost
                    }
                    step.isOver = true
                    break
                }
                defer { PQclear(result) }
                switch PQresultStatus(result) {
                case PGRES_SINGLE_TUPLE, PGRES_TUPLES_OK:
                    let columns = state.columns ?? ResultColumns(result)
                    state.columns = columns
                    for row in 0..<PQntuples(result) {
                        step.rows.append(ResultReader.row(result, row, columns, &step.bytes))
                    }
                    if PQresultStatus(result) == PGRES_TUPLES_OK { step.note(result) }
                case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                    step.note(result)
                case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                    state.isLost = true
                    throw MeridianError(.sqlStatementRefused, "COPY can't be run as a statement; insert rows instead")
                default:
                    failure = failure ?? ResultReader.failure(result, handle)
                    if PQstatus(handle) != CONNECTION_OK {
                        state.isLost = true
                        state.isBusy = false
                        throw Self.lost
                    }
                }
            }
            // Rows before a failure are of no use to anybody. What follows it is read to the end.
            if let failure {
                while PQisBusy(handle) == 0, let rest = PQgetResult(handle) { PQclear(rest) }
                throw failure
            }
            return step
        }
    }

    /// Nothing of the statement is left but what may still be on its way.
    private func end() async throws {
        while true {
            let isOver = try state.withLock { state -> Bool in
                guard let handle = state.handle else { throw Self.lost }
                while state.isLost || PQisBusy(handle) == 0 {
                    guard let rest = PQgetResult(handle) else { return true }
                    PQclear(rest)
                }
                return false
            }
            if isOver { break }
            await ready()
        }
        // A request to stop that arrives later would stop the next statement.
        let stopping = state.withLock { $0.stopping }
        stopping?.cancel()
        await stopping?.value
        state.withLock { state in
            state.isBusy = false
            state.stopping = nil
            state.columns = nil
        }
    }

    /// - Returns: Whether the statement can be run again as if it had not been.
    private func forget(_ statement: SQLStatement, _ parameters: Parameters) -> Bool {
        state.withLock { state in
            state.statements.forget(StatementCache.Key(text: statement.text, types: parameters.types))
            guard let handle = state.handle else { return false }
            return PQtransactionStatus(handle) == PQTRANS_IDLE
        }
    }

    private func error(of failure: SQLFailure) -> any Error {
        if failure.kind == .stopped, Task.isCancelled { return CancellationError() }
        // 57P01 to 57P03: the server is shutting down or starting. 08: the connection.
        if failure.state.hasPrefix("57P0") || failure.state.hasPrefix("08") {
            state.withLock { $0.isLost = true }
            return Self.lost(failure)
        }
        return failure.error
    }

    static var lost: MeridianError { lost(nil) }

    private static func lost(_ cause: SQLFailure?) -> MeridianError {
        MeridianError(
            .sqlConnectionLost,
            "the connection to PostgreSQL was lost while a statement ran; whether it took effect "
                + "is not known", status: 503, retryAfter: 1, cause: cause)
    }
}

/// What has arrived of a result.
private struct Step {
    var rows: [SQLRow] = []
    var bytes = 0
    var affected = 0
    var command = ""
    var isOver = false

    mutating func note(_ result: OpaquePointer) {
        command = String(cString: PQcmdStatus(result))
        affected = command.hasPrefix("SELECT") ? 0 : Int(String(cString: PQcmdTuples(result))) ?? 0
    }
}
