import MeridianCore

extension SQLConnection {
    /// Runs a closure in a transaction, or inside of one in a savepoint. An error rolls it back, and so does the
    /// cancellation of the task.
    /// - Parameters:
    ///   - transaction: What it is like; a savepoint is like the transaction around it.
    ///   - body: Uses the same connection.
    @discardableResult
    public func transaction<Result>(
        _ transaction: SQLTransaction = SQLTransaction(), isolation: isolated (any Actor)? = #isolation,
        _ body: (SQLConnection) async throws -> Result
    ) async throws -> Result {
        if let depth { return try await savepoint(depth + 1, isolation: isolation, body) }
        let access: SQLAccess = transaction.isReadOnly ? .read : .write
        var attempt = 0
        while true {
            do {
                try await execute(SQL(unsafe: driver.beginning(transaction, access)))
                depth = 0
                let result = try await scope(
                    undo: ["ROLLBACK"], finish: "COMMIT", isolation: isolation, after: { self.depth = nil }, body)
                return result
            } catch let error as MeridianError where error.code == .sqlSerialization && attempt < transaction.retries {
                attempt += 1
                // Those who were in each other's way do not come back at the same moment.
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...(4 << min(attempt, 6)))))
            }
        }
    }

    private func savepoint<Result>(
        _ depth: Int, isolation: isolated (any Actor)?, _ body: (SQLConnection) async throws -> Result
    ) async throws -> Result {
        let name = "meridian_\(depth)"
        try await execute(SQL(unsafe: "SAVEPOINT \(name)"))
        self.depth = depth
        return try await scope(
            undo: ["ROLLBACK TO SAVEPOINT \(name)", "RELEASE SAVEPOINT \(name)"], finish: "RELEASE SAVEPOINT \(name)",
            isolation: isolation, after: { self.depth = depth - 1 }, body)
    }

    /// - Parameters:
    ///   - undo: Statements that take back what the body did.
    ///   - finish: The statement that keeps it.
    ///   - after: Called once the database has left the scope.
    private func scope<Result>(
        undo: [String], finish: String, isolation: isolated (any Actor)?, after: () -> Void,
        _ body: (SQLConnection) async throws -> Result
    ) async throws -> Result {
        let result: Result
        do {
            result = try await body(self)
            try Task.checkCancellation()
        } catch {
            await takeBack(undo)
            after()
            throw error
        }
        do {
            // Once it is sent, it is waited for: a task that is cancelled then would not know how it ended.
            let outcome = try await uncancelled { try await self.execute(SQL(unsafe: finish)) }
            after()
            guard outcome.command != "ROLLBACK" else {
                throw MeridianError(
                    .sqlTransactionAborted,
                    "a statement of the transaction had failed, so that the database took all of it back; let the "
                        + "error of a statement leave the transaction, or put the statement into a nested one")
            }
        } catch let error as MeridianError where error.code == .sqlTransactionAborted {
            throw error
        } catch {
            await takeBack(undo)
            after()
            throw error
        }
        return result
    }

    /// A connection on which that fails is not used again; the database then takes all of it back.
    private func takeBack(_ statements: [String]) async {
        do {
            for statement in statements {
                try await uncancelled { try await self.execute(SQL(unsafe: statement)) }
            }
        } catch {
            markBroken()
        }
    }

    @discardableResult
    private func uncancelled(_ body: @escaping @Sendable () async throws -> SQLResult) async throws -> SQLResult {
        try await Task { try await body() }.value
    }
}
