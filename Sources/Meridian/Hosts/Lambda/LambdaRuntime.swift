import HTTPTransport
import Logging
import MeridianCore
import NIOCore
import NIOPosix
import Synchronization

/// The parts that serve Lambda: as many polls of the Runtime API as invocations may run at once.
final class LambdaRuntime: Sendable {
    private let settings: LambdaSettings
    private let routes: AppRoutes
    private let logger: Logger
    /// Serve lines in turn.
    private let eventLoops: [any EventLoop]
    /// Those of them that end with the runtime.
    private let group: MultiThreadedEventLoopGroup?
    private let lines = Mutex<[Line]>([])
    private let ending = AsyncThrowingStream<Never, any Error>.makeStream()

    private struct Line {
        let poll: LambdaPoll
        let opening: EventLoopFuture<Void>
    }

    /// - Parameter eventLoop: Serves before any other.
    init(
        _ table: FunctionTable, settings: LambdaSettings, on eventLoop: (any EventLoop)? = nil, logger: Logger
    ) throws(MeridianError) {
        self.settings = settings
        self.logger = logger
        routes = try AppRoutes(table)
        let given = eventLoop.map { [$0] } ?? []
        let count = settings.eventLoops - given.count
        group = count > 0 ? MultiThreadedEventLoopGroup(numberOfThreads: count) : nil
        eventLoops = given + (group.map { Array($0.makeIterator()) } ?? [])
    }

    /// Begins to ask for invocations, whatever else is still to be prepared.
    func open() {
        let lines = (0..<settings.concurrency).map { connect(on: eventLoops[$0 % eventLoops.count]) }
        self.lines.withLock { $0 += lines }
    }

    /// Waits until everything that was opened asks.
    /// - Throws: ``ErrorCode/hostUnreachable``.
    func waitUntilOpen() async throws {
        for line in lines.withLock({ $0 }) { _ = try await line.opening.get() }
    }

    /// Waits until there is nothing more to serve.
    /// - Throws: ``ErrorCode/hostUnreachable`` when the Runtime API has gone away.
    func run() async throws {
        for try await _ in ending.stream {}
    }

    /// Lets ``run()`` return.
    func end() { ending.continuation.finish() }

    /// Asks for nothing more and waits for what is under way, up to `grace`.
    func stop(grace: TimeAmount = .seconds(2)) async {
        let lines = lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
        for line in lines { line.poll.eventLoop.execute { line.poll.drain() } }
        let cutting = eventLoops[0].scheduleTask(in: grace) {
            for line in lines { line.poll.eventLoop.execute { line.poll.end() } }
        }
        for line in lines { try? await line.poll.ended.get() }
        cutting.cancel()
        end()
        try? await group?.shutdownGracefully()
    }

    private func connect(on eventLoop: any EventLoop) -> Line {
        let poll = LambdaPoll(routes, settings, eventLoop: eventLoop, logger: logger) { [settings] line in
            RuntimeConnection.open(settings, on: eventLoop) { line }
        }
        poll.ended.whenFailure { [ending] in ending.continuation.finish(throwing: $0) }
        return Line(poll: poll, opening: poll.open())
    }

    /// Tells the Runtime API that the program can't start.
    static func tell(initFailure: MeridianError, _ settings: LambdaSettings) async {
        let request = RuntimeRequests(authority: settings.authority).initFailure(DeliveryFailure(initFailure))
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let answered = eventLoop.makePromise(of: Void.self)
        // Whoever listens may be slow, but not for longer than it is worth.
        let giveUp = eventLoop.scheduleTask(in: .seconds(2)) { answered.succeed() }
        do {
            let channel = try await RuntimeConnection.open(settings, on: eventLoop) {
                AnswerAwaiting(request, answered)
            }.get()
            try? await answered.futureResult.get()
            try? await channel.close()
        } catch {
            answered.succeed()
        }
        giveUp.cancel()
    }
}

/// Sends one request and waits for whatever answers it.
private final class AnswerAwaiting: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let request: ByteBuffer
    private let answered: EventLoopPromise<Void>

    init(_ request: ByteBuffer, _ answered: EventLoopPromise<Void>) {
        self.request = request
        self.answered = answered
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { answered.succeed() }

    func channelInactive(context: ChannelHandlerContext) { answered.succeed() }
}
