import MeridianCore
public import NIOCore
import NIOPosix

/// An HTTP/1.1 server: accepts connections and gives their requests to ``ExchangeHandler``s.
///
/// ```swift
/// let server = HTTPServer(configuration: .init(address: try ListenAddress("7700")), group: group) { eventLoop in
///     Greeter()
/// }
/// let address = try await server.start()
/// await server.drain(grace: .seconds(10))
/// ```
public final class HTTPServer: Sendable {
    public let configuration: HTTPServerConfiguration
    private let group: any EventLoopGroup
    private let front: (any ConnectionFront)?
    private let handlerFactory: @Sendable (any EventLoop) -> any ExchangeHandler
    private let count = ConnectionCount()
    let loops: [ObjectIdentifier: ConnectionLoop]
    private let listener = Listener()

    /// - Parameters:
    ///   - configuration: Where to listen, limits and times.
    ///   - group: The event loops that serve connections; the server does not shut it down.
    ///   - front: What comes before HTTP/1.1; nothing otherwise.
    ///   - handlerFactory: Called once per connection, on its event loop, for the handler of its requests. It may
    ///     return the same handler for all connections of a loop.
    public init(
        configuration: HTTPServerConfiguration, group: any EventLoopGroup, front: (any ConnectionFront)? = nil,
        handlerFactory: @escaping @Sendable (any EventLoop) -> any ExchangeHandler
    ) {
        self.configuration = configuration
        self.group = group
        self.front = front
        self.handlerFactory = handlerFactory
        var loops: [ObjectIdentifier: ConnectionLoop] = [:]
        for eventLoop in group.makeIterator() {
            loops[ObjectIdentifier(eventLoop)] = ConnectionLoop(
                eventLoop: eventLoop, configuration: configuration, listener: listener)
        }
        self.loops = loops
    }

    /// The connections that are open now.
    public var activeConnections: Int { count.open }

    /// How often event loops stopped to read and to accept, because they could not keep up; see
    /// ``HTTPServerConfiguration/secondLine``.
    public var readingPauses: Int { listener.pauses }

    /// Begins to listen.
    /// - Returns: The address that is listened on, with the port that the system picked for port 0.
    /// - Throws: ``MeridianCore/ErrorCode/addressInUse`` or ``MeridianCore/ErrorCode/cannotListen``.
    public func start() async throws -> SocketAddress {
        let channel = try await bind()
        listener.open(channel)
        guard let address = channel.localAddress else {
            throw MeridianError(.cannotListen, "the socket bound to '\(configuration.address)' has no address")
        }
        return address
    }

    /// Stops accepting, answers what is under way with `connection: close`, closes idle connections, and cuts what
    /// is left after `grace`. Returns when no connection is open. A drained server does not start again.
    public func drain(grace: TimeAmount) async {
        if let channel = listener.take() {
            try? await channel.close()
            removeSocketFile()
        }
        for loop in loops.values { loop.eventLoop.execute { loop.drain() } }
        let eventLoop = group.any()
        let cutting = eventLoop.scheduleTask(in: grace) { [loops] in
            for loop in loops.values { loop.eventLoop.execute { loop.cut() } }
        }
        try? await count.whenEmpty(on: eventLoop).get()
        cutting.cancel()
    }

    private func bind() async throws(MeridianError) -> any Channel {
        do {
            return try await bindOnce(replacesSocket: false)
        } catch let error as IOError where error.errnoCode == SystemError.addressInUse {
            if case .unix(let path) = configuration.address.kind, await isAbandoned(path) {
                do {
                    return try await bindOnce(replacesSocket: true)
                } catch {
                    throw cannotListen(error)
                }
            }
            throw MeridianError(
                .addressInUse,
                "something else listens on '\(configuration.address)'; stop it or choose another address",
                cause: error)
        } catch {
            throw cannotListen(error)
        }
    }

    private func cannotListen(_ error: any Error) -> MeridianError {
        MeridianError(.cannotListen, "can't listen on '\(configuration.address)': \(error)", cause: error)
    }

    private func bindOnce(replacesSocket: Bool) async throws -> any Channel {
        let isUnix = if case .unix = configuration.address.kind { true } else { false }
        var bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Int32(clamping: configuration.backlog))
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture { try adopt(channel) }
            }
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 2048, maximum: 64 * 1024)
            )
            .childChannelOption(
                .writeBufferWaterMark,
                value: .init(low: configuration.writeLowWatermark, high: configuration.writeHighWatermark))
        if !isUnix {
            bootstrap =
                bootstrap
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        }
        switch configuration.address.kind {
        case .host(let host, let port): return try await bootstrap.bind(host: host, port: port).get()
        case .unix(let path):
            return try await bootstrap.bind(
                unixDomainSocketPath: path, cleanupExistingSocketFile: replacesSocket
            ).get()
        }
    }

    /// Whether a socket file is left over from a server that is gone.
    private func isAbandoned(_ path: String) async -> Bool {
        do {
            let channel = try await ClientBootstrap(group: group).connect(unixDomainSocketPath: path).get()
            try? await channel.close()
            return false
        } catch {
            return true
        }
    }

    private func removeSocketFile() {
        if case .unix(let path) = configuration.address.kind { SystemError.unlinkFile(path) }
    }

    private struct Overcrowded: Error {}

    private func adopt(_ channel: any Channel) throws {
        guard let loop = loops[ObjectIdentifier(channel.eventLoop)] else { throw ChannelError.operationUnsupported }
        let before = count.enter()
        channel.closeFuture.whenComplete { [count] _ in count.leave() }
        // Saying no costs a descriptor too, so beyond a margin connections are closed without a word.
        if loop.isDraining || before >= configuration.maxConnections + 256 { throw Overcrowded() }
        let service = ConnectionService(
            loop: loop, isRefused: before >= configuration.maxConnections, handler: handlerFactory(channel.eventLoop))
        if let front {
            try front.prepare(channel, for: service)
        } else {
            try service.serveHTTP1(on: channel, isSecure: false)
        }
    }
}
