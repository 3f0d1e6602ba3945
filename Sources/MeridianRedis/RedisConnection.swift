import Meridian
import NIOCore
import NIOPosix
import Synchronization

/// One connection: commands go out as they come, several in one system call, and answers come back in order.
///
/// What changes belongs to the event loop.
final class RedisConnection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    /// What the server says without being asked, then the end.
    enum Event: Sendable {
        case push([RESPValue])
        case ended(MeridianError)
    }

    /// Someone who waits for the answers of commands that were sent together. What changes belongs to the event loop.
    private final class Waiter: @unchecked Sendable {
        /// `nil` before the commands are written, and when nobody waits any more.
        var continuation: CheckedContinuation<[RESPValue], any Error>?
        var missing: Int
        var answers: [RESPValue] = []
        var isCancelled = false
        let since = NIODeadline.now()

        init(missing: Int) {
            self.missing = missing
        }

        func finish(_ result: Result<[RESPValue], any Error>) {
            continuation?.resume(with: result)
            continuation = nil
        }
    }

    private let eventLoop: any EventLoop
    private let maxPending: Int
    private let timeout: TimeAmount
    /// Set for a connection that listens.
    private var onEvent: (@Sendable (Event) -> Void)?
    private let isClosed = Atomic(false)
    private var parser = RESPParser()
    private var channel: (any Channel)?
    private var waiters: CircularBuffer<Waiter> = []
    private var pending = 0
    private var needsFlush = false
    private var watch: RepeatedTask?
    private var lastRead = NIODeadline.now()

    private init(_ eventLoop: any EventLoop, _ settings: RedisSettings) {
        self.eventLoop = eventLoop
        maxPending = settings.maxPending
        timeout = TimeAmount(settings.timeout)
    }

    var isOpen: Bool { !isClosed.load(ordering: .acquiring) }

    /// Connects, and says who we are.
    /// - Parameter time: How long both may take.
    /// - Throws: What the system says, ``ErrorCode/redisRefused``, or ``ErrorCode/redisConnectionLost``.
    static func open(_ settings: RedisSettings, within time: Duration) async throws -> RedisConnection {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        let end = NIODeadline.now() + TimeAmount(time)
        let connection = RedisConnection(eventLoop, settings)
        var bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(time))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(connection) }
            }
        switch settings.place {
        case .host(let host, let port)?:
            bootstrap = bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
            _ = try await bootstrap.connect(host: host, port: port).get()
        case .unix(let path)?: _ = try await bootstrap.connect(unixDomainSocketPath: path).get()
        case nil: throw MeridianError(.invalidRedisSetting, "'redis.address' must be HOST:PORT or unix:PATH")
        }
        let limit = eventLoop.scheduleTask(deadline: end) { connection.giveUp(after: TimeAmount(time)) }
        defer { limit.cancel() }
        do {
            try await connection.introduce(settings)
            return connection
        } catch {
            connection.close()
            throw error
        }
    }

    /// RESP3 where the server has it (since Redis 6), otherwise RESP2.
    private func introduce(_ settings: RedisSettings) async throws {
        var hello: [any RedisArgument] = [3]
        if let password = settings.password { hello += ["AUTH", settings.username ?? "default", password] }
        let answer = try await send([RedisCommand("HELLO", hello)])[0]
        if case .error(let text) = answer {
            guard text.hasPrefix("ERR unknown command") || text.hasPrefix("NOPROTO") else {
                throw MeridianError(.redisRefused, "Redis refused the connection: \(text)")
            }
            if let password = settings.password {
                let names: [any RedisArgument] = settings.username.map { [$0, password] } ?? [password]
                try await accept("AUTH", names)
            }
        }
        if settings.database != 0 { try await accept("SELECT", [settings.database]) }
    }

    private func accept(_ name: String, _ arguments: [any RedisArgument]) async throws {
        if case .error(let text) = try await send([RedisCommand(name, arguments)])[0] {
            throw MeridianError(.redisRefused, "Redis refused \(name): \(text)")
        }
    }

    // MARK: Commands

    /// Sends commands together.
    /// - Returns: An answer to each.
    /// - Throws: ``ErrorCode/redisConnectionLost``, ``ErrorCode/redisOverloaded``, or `CancellationError`; a command that
    ///   was sent is done all the same.
    func send(_ commands: [RedisCommand]) async throws -> [RESPValue] {
        guard !commands.isEmpty else { return [] }
        let waiter = Waiter(missing: commands.count)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                eventLoop.execute {
                    waiter.continuation = continuation
                    self.write(commands, waiter)
                }
            }
        } onCancel: {
            eventLoop.execute {
                waiter.isCancelled = true
                waiter.finish(.failure(CancellationError()))
            }
        }
    }

    /// Makes it a connection that listens: it is told of every event, and asks for signs of life.
    /// - Parameter commands: Such as only events answer.
    func listen(_ commands: [RedisCommand], onEvent: @escaping @Sendable (Event) -> Void) {
        eventLoop.execute {
            guard let channel = self.channel, self.isOpen else { return onEvent(.ended(Self.lost)) }
            self.onEvent = onEvent
            var bytes = ByteBuffer()
            for command in commands { command.write(into: &bytes) }
            channel.writeAndFlush(bytes, promise: nil)
        }
    }

    private func write(_ commands: [RedisCommand], _ waiter: Waiter) {
        guard !waiter.isCancelled else { return waiter.finish(.failure(CancellationError())) }
        guard let channel, isOpen else { return waiter.finish(.failure(Self.lost)) }
        guard pending + commands.count <= maxPending else {
            return waiter.finish(
                .failure(
                    MeridianError(
                        .redisOverloaded,
                        "\(pending) commands wait for Redis, and 'redis.maxPending' allows \(maxPending)", status: 503))
            )
        }
        var bytes = ByteBuffer()
        for command in commands { command.write(into: &bytes) }
        channel.write(bytes, promise: nil)
        pending += commands.count
        waiters.append(waiter)
        guard !needsFlush else { return }
        needsFlush = true
        eventLoop.execute {
            self.needsFlush = false
            channel.flush()
        }
    }

    private static let lost = MeridianError(
        .redisConnectionLost, "the connection to Redis broke while a command was under way", status: 503)

    /// Closes at once; what is under way fails.
    func close() {
        isClosed.store(true, ordering: .releasing)
        eventLoop.execute { self.channel?.close(promise: nil) }
    }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) {
        channel = context.channel
    }

    func channelActive(context: ChannelHandlerContext) {
        lastRead = .now()
        let interval = TimeAmount.nanoseconds(max(timeout.nanoseconds / 4, 1_000_000))
        watch = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in self.look() }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastRead = .now()
        parser.feed(unwrapInboundIn(data))
        do throws(RESPParser.Fault) {
            while let value = try parser.next() {
                if let elements = pushed(value) { onEvent?(.push(elements)) } else { answer(value) }
            }
        } catch {
            ended(MeridianError(.redisAnswerUnexpected, "Redis does not keep to its protocol: \(error.message)"))
            context.close(promise: nil)
        }
    }

    /// - Returns: What comes without being asked; `nil` for an answer. With RESP2 both are arrays, but the only command
    ///   of a connection that listens whose answer is one is `PING`.
    private func pushed(_ value: RESPValue) -> [RESPValue]? {
        switch value {
        case .push(let elements): elements
        case .array(let elements) where onEvent != nil && elements.first?.text != "pong": elements
        default: nil
        }
    }

    private func answer(_ value: RESPValue) {
        guard let waiter = waiters.first else { return unasked(value) }
        pending -= 1
        waiter.answers.append(value)
        waiter.missing -= 1
        guard waiter.missing == 0 else { return }
        waiters.removeFirst()
        waiter.finish(.success(waiter.answers))
    }

    /// What nobody waits for, such as the refusal of a subscription. Answers could no longer be told apart.
    private func unasked(_ value: RESPValue) {
        let channel = channel
        if case .error(let text) = value {
            ended(MeridianError(.redisRefused, "Redis refused: \(text)"))
        } else {
            ended(MeridianError(.redisAnswerUnexpected, "Redis answered what nobody had asked"))
        }
        channel?.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended(Self.lost)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        ended(MeridianError(.redisConnectionLost, Self.lost.message, status: 503, cause: error))
        context.close(promise: nil)
    }

    private func ended(_ error: MeridianError) {
        watch?.cancel()
        watch = nil
        isClosed.store(true, ordering: .releasing)
        let left = waiters
        waiters = []
        pending = 0
        for waiter in left { waiter.finish(.failure(error)) }
        if channel != nil { onEvent?(.ended(error)) }
        channel = nil
    }

    /// Looks after a server that does not answer.
    private func look() {
        if let oldest = waiters.first {
            if NIODeadline.now() - oldest.since > timeout { giveUp(after: timeout) }
        } else if onEvent != nil, NIODeadline.now() - lastRead > .nanoseconds(timeout.nanoseconds / 2) {
            write([RedisCommand("PING")], Waiter(missing: 1))
        }
    }

    private func giveUp(after time: TimeAmount) {
        let channel = channel
        ended(
            MeridianError(
                .redisConnectionLost, "Redis did not answer within \(time.nanoseconds / 1_000_000) ms", status: 503))
        channel?.close(promise: nil)
    }
}
