import NIOCore
import NIOPosix
import Synchronization

/// A server that does with each request what a test says.
final class Server: Sendable {
    enum Reaction: Sendable {
        /// With this status and no body.
        case answer(String)
        case answerAfter(TimeAmount)
        case close
        case nothing
    }

    private let channel: any Channel
    private let count: Counter
    let port: Int

    private init(_ channel: any Channel, _ count: Counter) {
        self.channel = channel
        self.count = count
        port = channel.localAddress?.port ?? 0
    }

    /// - Parameter react: Given the number of the request, from 0.
    static func start(_ react: @escaping @Sendable (Int) -> Reaction) async throws -> Server {
        let count = Counter()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(react, count))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return Server(channel, count)
    }

    var served: Int { count.value }

    func waitUntilServed(_ number: Int) async throws {
        try await count.reached(number).get()
    }

    func stop() async throws {
        try await channel.close()
    }

    /// Counts requests, and tells when there were so many.
    private final class Counter: Sendable {
        private let state = Mutex<(count: Int, waiting: [(number: Int, promise: EventLoopPromise<Void>)])>((0, []))

        var value: Int { state.withLock { $0.count } }

        func next() -> Int {
            state.withLock { state in
                state.count += 1
                let count = state.count
                for waiting in state.waiting where waiting.number <= count { waiting.promise.succeed() }
                state.waiting.removeAll { $0.number <= count }
                return count - 1
            }
        }

        func reached(_ number: Int) -> EventLoopFuture<Void> {
            let promise = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
            state.withLock { state in
                if state.count >= number {
                    promise.succeed()
                } else {
                    state.waiting.append((number, promise))
                }
            }
            return promise.futureResult
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let react: @Sendable (Int) -> Reaction
        private let count: Counter

        init(_ react: @escaping @Sendable (Int) -> Reaction, _ count: Counter) {
            self.react = react
            self.count = count
        }

        /// A request is small and comes in one piece.
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch react(count.next()) {
            case .answer(let status): answer(context, status)
            case .answerAfter(let time):
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                context.eventLoop.assumeIsolated().scheduleTask(in: time) { self.answer(bound.value, "200 OK") }
            case .close: context.close(promise: nil)
            case .nothing: break
            }
        }

        private func answer(_ context: ChannelHandlerContext, _ status: String) {
            let bytes = ByteBuffer(string: "HTTP/1.1 \(status)\r\ncontent-length: 0\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        }
    }
}
