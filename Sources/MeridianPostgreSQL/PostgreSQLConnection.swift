import CPostgreSQL
import Dispatch
import MeridianCore
import MeridianSQL
import Synchronization

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// One connection of libpq. What libpq holds is touched only under the lock: by the task that runs a statement, and by
/// the reactor while that task waits.
final class PostgreSQLConnection: SQLDriverConnection, Reactor.Handler {
    /// Unchecked, since the pointers of libpq are in it; it is never out of its lock.
    struct State: @unchecked Sendable {
        /// `nil` once it is closed.
        var handle: OpaquePointer?
        var statements: StatementCache
        var waiter: CheckedContinuation<Void, Never>?
        /// Whether a statement was begun and has results left.
        var isBusy = false
        var isLost = false
        /// Counts statements, so that what is meant to stop one does not hit another.
        var statement: UInt64 = 0
        /// The request to stop the statement that runs.
        var stopping: Task<Void, Never>?
        /// Of the statement whose rows are taken one by one.
        var columns: ResultColumns?
    }

    let state: Mutex<State>
    private let reactor: Reactor
    private let id = Mutex<UInt64>(0)

    /// Connects; blocks until that is done.
    /// - Throws: ``ErrorCode/sqlUnreachable``.
    init(_ configuration: PostgreSQLConfiguration, _ reactor: Reactor) throws(MeridianError) {
        var parameters = configuration.parameters
        parameters["client_encoding"] = "UTF8"
        parameters["fallback_application_name"] = "meridian"
        let handle = Self.connect(parameters)
        guard PQstatus(handle) == CONNECTION_OK else {
            let words = PQerrorMessage(handle).map { String(cString: $0) } ?? "no memory"
            PQfinish(handle)
            throw MeridianError(
                .sqlUnreachable, "no connection to PostgreSQL; see that it runs and what 'postgresql' is set to",
                status: 503, retryAfter: 1,
                cause: SQLFailure(.other, words.split(separator: "\n").joined(separator: "; "), state: "08001"))
        }
        // Texts of results are read by these forms, whatever the server or the database is set to.
        var settings =
            "SET DateStyle = ISO; SET IntervalStyle = iso_8601; SET TimeZone = 'UTC'; SET extra_float_digits = 1; "
            + "SET bytea_output = hex"
        if let timeout = configuration.statementTimeout {
            let (seconds, attoseconds) = timeout.components
            settings += "; SET statement_timeout = \(max(1, seconds * 1_000 + attoseconds / 1_000_000_000_000_000))"
        }
        let outcome = PQexec(handle, settings)
        defer { PQclear(outcome) }
        guard PQresultStatus(outcome) == PGRES_COMMAND_OK, PQsetnonblocking(handle, 1) == 0 else {
            let failure = ResultReader.failure(outcome, handle)
            PQfinish(handle)
            throw MeridianError(
                .sqlUnreachable, "PostgreSQL refused the settings of a new connection", status: 503, cause: failure)
        }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        state = Mutex(State(handle: handle, statements: StatementCache(capacity: configuration.statements)))
        self.reactor = reactor
        let number = reactor.register(self)
        id.withLock { $0 = number }
    }

    deinit {
        let id = id.withLock { $0 }
        state.withLock { state in
            guard let handle = state.handle else { return }
            reactor.remove(id, PQsocket(handle))
            PQfinish(handle)
        }
    }

    private static func connect(_ parameters: [String: String]) -> OpaquePointer? {
        let keys = parameters.keys.sorted()
        var names: [UnsafePointer<CChar>?] = keys.map { UnsafePointer(strdup($0)) }
        var values: [UnsafePointer<CChar>?] = keys.map { UnsafePointer(strdup(parameters[$0]!)) }
        defer { for text in names + values { free(UnsafeMutablePointer(mutating: text)) } }
        names.append(nil)
        values.append(nil)
        return PQconnectdbParams(names, values, 1)
    }

    var isUsable: Bool {
        state.withLock { state in
            guard let handle = state.handle, !state.isLost, !state.isBusy else { return false }
            // Nothing was asked of the server: an error is its farewell. libpq reads that without complaint, and only finds
            // the end of the connection when it reads once more.
            guard !Self.hasFarewell(PQsocket(handle)), PQconsumeInput(handle) == 1, PQconsumeInput(handle) == 1,
                PQstatus(handle) == CONNECTION_OK
            else {
                state.isLost = true
                return false
            }
            return PQtransactionStatus(handle) == PQTRANS_IDLE
        }
    }

    /// Whether what waits to be read begins with an error (`E`), or the connection has ended.
    private static func hasFarewell(_ socket: CInt) -> Bool {
        var kind: UInt8 = 0
        let count = recv(socket, &kind, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        return count == 0 || count == 1 && kind == UInt8(ascii: "E")
    }

    func close() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            // Says good-bye to the server, which may block with TLS.
            DispatchQueue.global().async {
                self.state.withLock { state in
                    guard let handle = state.handle else { return }
                    self.reactor.remove(self.id.withLock { $0 }, PQsocket(handle))
                    PQfinish(handle)
                    state.handle = nil
                }
                continuation.resume()
            }
        }
    }

    /// Waits until the connection has something to do, or for its end.
    func ready() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            state.withLock { state in
                guard let handle = state.handle else { return continuation.resume() }
                state.waiter = continuation
                reactor.arm(id.withLock { $0 }, PQsocket(handle), writing: PQflush(handle) == 1)
            }
        }
    }

    func socketIsReady() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let handle = state.handle, let waiter = state.waiter else { return nil }
            if PQconsumeInput(handle) == 0 {
                state.isLost = true
            } else if PQisBusy(handle) == 1 {
                // Half a result. It is read further here, without waking anybody.
                reactor.arm(id.withLock { $0 }, PQsocket(handle), writing: PQflush(handle) == 1)
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }

    /// Asks the server to stop what runs, over a connection of its own.
    func stop() {
        state.withLock { state in
            guard let handle = state.handle, state.isBusy, state.stopping == nil, let cancel = PQgetCancel(handle)
            else {
                return
            }
            nonisolated(unsafe) let request = cancel
            let statement = state.statement
            state.stopping = Task.detached {
                await self.stop(statement, request)
                PQfreeCancel(request)
            }
        }
    }

    /// Asks until the statement has ended: a request that arrives before the statement is none.
    private func stop(_ statement: UInt64, _ request: OpaquePointer) async {
        nonisolated(unsafe) let request = request
        var pause = Duration.milliseconds(10)
        for _ in 0..<10 {
            guard await Self.send(request) else { break }
            do { try await Task.sleep(for: pause) } catch { return }
            pause *= 2
        }
        // A server that does not answer any more, after ten seconds or at once: the connection is given up.
        abandon(statement)
    }

    private static func send(_ request: OpaquePointer) async -> Bool {
        nonisolated(unsafe) let request = request
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var words = [CChar](repeating: 0, count: 256)
                continuation.resume(returning: PQcancel(request, &words, 256) == 1)
            }
        }
    }

    /// Ends the socket while a statement runs, so that who waits for it sees the end of the connection.
    private func abandon(_ statement: UInt64) {
        state.withLock { state in
            guard let handle = state.handle, state.isBusy, state.statement == statement else { return }
            _ = shutdown(PQsocket(handle), CInt(SHUT_RDWR))
        }
    }
}
