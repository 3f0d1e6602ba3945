import GRDB
import Synchronization

/// Commits to one file: what arrives while another transaction is made durable is gathered, and made durable by one
/// `fsync` together. A change that fails undoes only itself.
final class GroupCommit: Sendable {
    /// Someone who waits for a change.
    private struct Change: Sendable {
        /// Makes it within a transaction; nobody is answered yet.
        let perform: @Sendable (Database) -> Performed
        let refuse: @Sendable (any Error) -> Void
    }

    private struct Performed {
        let error: (any Error)?
        let answer: @Sendable () -> Void
    }

    private struct State {
        var waiting: [Change] = []
        var isWriting = false
        var isClosed = false
        var closing: [CheckedContinuation<Void, Never>] = []
    }

    /// Most changes in one transaction, so that the first does not wait for long.
    private static let groupLimit = 1_024

    private let pool: DatabasePool
    private let path: String
    private let participant: (any CommitParticipant)?
    private let state = Mutex(State())

    /// - Parameter path: Of the file, for messages.
    init(_ pool: DatabasePool, path: String, participant: (any CommitParticipant)? = nil) {
        self.pool = pool
        self.path = path
        self.participant = participant
    }

    /// - Throws: What the closure throws, or why the transaction could not be committed.
    func perform<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        let path = path
        return try await withCheckedThrowingContinuation { continuation in
            submit(
                Change(
                    perform: { database in
                        do {
                            let value = try body(database)
                            return Performed(error: nil) { continuation.resume(returning: value) }
                        } catch {
                            return Performed(error: error) {
                                continuation.resume(throwing: SQLiteFailure.error(error, path))
                            }
                        }
                    },
                    refuse: { continuation.resume(throwing: $0) }))
        }
    }

    /// Waits for what was begun.
    func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.isWriting { state.closing.append(continuation) }
                return !state.isWriting
            }
            if isIdle { continuation.resume() }
        }
    }

    private func submit(_ change: Change) {
        let (isAccepted, mustStart) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.waiting.append(change)
            defer { state.isWriting = true }
            return (true, !state.isWriting)
        }
        guard isAccepted else { return change.refuse(SQLiteFailure.closed(path)) }
        if mustStart { pool.asyncWriteWithoutTransaction { self.writeGroups($0) } }
    }

    /// Goes on as long as something waits.
    private func writeGroups(_ database: Database) {
        while true {
            var closing: [CheckedContinuation<Void, Never>] = []
            let group = state.withLock { state in
                let group = Array(state.waiting.prefix(Self.groupLimit))
                state.waiting.removeFirst(group.count)
                if group.isEmpty {
                    state.isWriting = false
                    swap(&closing, &state.closing)
                }
                return group
            }
            if group.isEmpty {
                for continuation in closing { continuation.resume() }
                return
            }
            write(group, database)
        }
    }

    private func write(_ group: [Change], _ database: Database) {
        do {
            let performed = try transaction(group, database)
            for change in performed { change.answer() }
        } catch {
            if database.isInsideTransaction { try? database.execute(sql: "ROLLBACK") }
            participant?.transactionFailed()
            // There may be room for some of them.
            if group.count > 1, (error as? DatabaseError)?.resultCode == .SQLITE_FULL {
                for change in group { write([change], database) }
            } else {
                let failure = SQLiteFailure.error(error, path)
                for change in group { change.refuse(failure) }
            }
        }
    }

    private func transaction(_ group: [Change], _ database: Database) throws -> [Performed] {
        func run(_ statement: String) throws {
            try database.cachedStatement(sql: statement).execute()
        }
        var results: [Performed] = []
        results.reserveCapacity(group.count)
        try run("BEGIN IMMEDIATE")
        for change in group {
            try run("SAVEPOINT change")
            participant?.changeBegins()
            let performed = change.perform(database)
            if let error = performed.error {
                // Some errors make SQLite take the whole transaction back.
                guard database.isInsideTransaction else { throw error }
                try run("ROLLBACK TO change")
                participant?.changeFailed()
            }
            try run("RELEASE change")
            results.append(performed)
        }
        try participant?.willCommit(database)
        try run("COMMIT")
        return results
    }
}
