import Meridian
import Synchronization

/// Speaks with one Redis server.
///
/// All commands share a connection, on which they don't wait for each other's answers; it is made when it is first
/// needed, and made again when it breaks. Commands that block the connection (`BLPOP`, `SUBSCRIBE`, `WATCH`) don't belong
/// on it; ``subscribe(to:patterns:_:)`` has one of its own.
public final class RedisClient: Sendable {
    private enum Link {
        case none
        case connecting(Task<RedisConnection, any Error>)
        case open(RedisConnection)
        case closed
    }

    private struct State {
        var link = Link.none
        /// Connections of subscriptions.
        var listeners: [ObjectIdentifier: RedisConnection] = [:]
    }

    public let settings: RedisSettings
    private let state = Mutex(State())

    public init(_ settings: RedisSettings = RedisSettings()) {
        self.settings = settings
    }

    deinit {
        close()
    }

    /// Sends a command.
    /// - Throws: ``ErrorCode/redisUnreachable``, ``ErrorCode/redisConnectionLost``, ``ErrorCode/redisOverloaded``, or
    ///   ``ErrorCode/redisRefused`` with what the server says.
    @discardableResult
    public func send(_ command: RedisCommand) async throws -> RESPValue {
        let answer = try await pipeline([command])[0]
        guard case .error(let text) = answer else { return answer }
        throw Self.refusal(command, text)
    }

    /// Sends commands together, without others between them being waited for.
    /// - Returns: An answer to each, which may be an error.
    /// - Throws: ``ErrorCode/redisUnreachable``, ``ErrorCode/redisConnectionLost`` or ``ErrorCode/redisOverloaded``.
    public func pipeline(_ commands: [RedisCommand]) async throws -> [RESPValue] {
        try await connection().send(commands)
    }

    /// Runs commands as one: all of them, with no one else's between, or none.
    /// - Returns: An answer to each; a command that fails while it runs does not undo the others.
    /// - Throws: As ``send(_:)``.
    public func transaction(_ commands: [RedisCommand]) async throws -> [RESPValue] {
        guard !commands.isEmpty else { return [] }
        let answers = try await pipeline([RedisCommand("MULTI")] + commands + [RedisCommand("EXEC")])
        for (command, answer) in zip(commands, answers.dropFirst()) {
            if case .error(let text) = answer { throw Self.refusal(command, text) }
        }
        switch answers.last {
        case .array(let results)?: return results
        case .error(let text)?: throw Self.refusal(RedisCommand("EXEC"), text)
        default: throw Self.unexpected("EXEC")
        }
    }

    /// Closes the connection, and those of subscriptions. What is under way fails, and so does everything after.
    public func close() {
        let former = state.withLock { state in
            defer { state = State(link: .closed) }
            return state
        }
        for listener in former.listeners.values { listener.close() }
        switch former.link {
        case .open(let connection): connection.close()
        case .connecting(let task): task.cancel()
        case .none, .closed: break
        }
    }

    static func refusal(_ command: RedisCommand, _ text: String) -> MeridianError {
        MeridianError(.redisRefused, "Redis refused \(String(buffer: command.arguments[0])): \(text)")
    }

    static func unexpected(_ name: String) -> MeridianError {
        MeridianError(.redisAnswerUnexpected, "the answer to \(name) is of another kind than expected")
    }

    // MARK: The connection

    private enum Step {
        case use(RedisConnection)
        case wait(Task<RedisConnection, any Error>)
    }

    private func connection() async throws -> RedisConnection {
        let step = try state.withLock { state throws(MeridianError) -> Step in
            switch state.link {
            case .open(let connection) where connection.isOpen: return .use(connection)
            case .connecting(let task): return .wait(task)
            case .closed: throw Self.closed
            case .none, .open:
                let task = Task { try await self.connect() }
                state.link = .connecting(task)
                return .wait(task)
            }
        }
        switch step {
        case .use(let connection): return connection
        case .wait(let task): return try await task.sharedValue
        }
    }

    private func connect() async throws -> RedisConnection {
        let result: Result<RedisConnection, any Error>
        do { result = .success(try await Self.open(settings)) } catch { result = .failure(error) }
        let isWanted = state.withLock { state in
            guard case .connecting = state.link else { return false }
            if case .success(let connection) = result { state.link = .open(connection) } else { state.link = .none }
            return true
        }
        guard isWanted else {
            try? result.get().close()
            throw Self.closed
        }
        return try result.get()
    }

    /// A connection of its own, which listens until it is left or the client is closed.
    func withListener<Result>(_ body: (RedisConnection) async throws -> Result) async throws -> Result {
        let connection = try await Self.open(settings)
        defer {
            connection.close()
            state.withLock { _ = $0.listeners.removeValue(forKey: ObjectIdentifier(connection)) }
        }
        try state.withLock { state throws(MeridianError) in
            if case .closed = state.link { throw Self.closed }
            state.listeners[ObjectIdentifier(connection)] = connection
        }
        return try await body(connection)
    }

    private static let closed = MeridianError(.redisUnreachable, "the client of Redis has been closed", status: 503)

    /// Tries again and again until the time is over.
    /// - Throws: ``ErrorCode/redisUnreachable``, or ``ErrorCode/invalidRedisSetting``.
    private static func open(_ settings: RedisSettings) async throws -> RedisConnection {
        let end = ContinuousClock.now + settings.connectTimeout
        var bound = Duration.milliseconds(50)
        while true {
            do {
                return try await RedisConnection.open(settings, within: max(end - .now, .milliseconds(1)))
            } catch {
                try Task.checkCancellation()
                if let error = error as? MeridianError, error.code == .invalidRedisSetting { throw error }
                let pause = bound * Double.random(in: 0.5...1)
                // It would say the same the next time.
                let isFinal = [.redisRefused, .redisAnswerUnexpected].contains((error as? MeridianError)?.code)
                guard !isFinal, ContinuousClock.now + pause < end else {
                    throw MeridianError(
                        .redisUnreachable, "Redis at '\(settings.address)' can't be reached", status: 503, cause: error)
                }
                try await Task.sleep(for: pause)
                bound = min(bound * 2, .seconds(1))
            }
        }
    }
}
