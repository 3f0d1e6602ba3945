import NIOCore
import NIOPosix
import Testing

@testable import HTTPTransport

/// A client that sends bytes as they are and shows what came back.
final class RawClient: Sendable {
    private let channel: any Channel
    private let inbox: NIOLoopBound<Inbox>

    /// Everything that was received; on the client's event loop.
    private final class Inbox: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        var received: [UInt8] = []
        var isClosed = false
        var waiting: [(isEnough: @Sendable ([UInt8]) -> Bool, promise: EventLoopPromise<String>)] = []

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += unwrapInboundIn(data).readableBytesView
            settle()
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .inputClosed = event as? ChannelEvent { closed() }
        }

        func channelInactive(context: ChannelHandlerContext) { closed() }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func closed() {
            isClosed = true
            settle()
        }

        func settle() {
            let ready = waiting
            waiting = []
            for entry in ready {
                if isClosed || entry.isEnough(received) {
                    entry.promise.succeed(String(decoding: received, as: UTF8.self))
                } else {
                    waiting.append(entry)
                }
            }
        }
    }

    /// - Parameter reads: Whether what comes in is read; if not it stays in the socket until ``startReading()``.
    init(to address: SocketAddress, on group: any EventLoopGroup, reads: Bool = true) async throws {
        let eventLoop = group.any()
        let inbox = try await eventLoop.submit { NIOLoopBound(Inbox(), eventLoop: eventLoop) }.get()
        self.inbox = inbox
        channel = try await ClientBootstrap(group: eventLoop)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: reads)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(inbox.value)
                }
            }
            .connect(to: address).get()
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    /// Everything received, once it ends with `text`, or the server closed.
    func received(endingWith text: String) async throws -> String {
        let bytes = Array(text.utf8)
        return try await received { $0.count >= bytes.count && $0.suffix(bytes.count).elementsEqual(bytes) }
    }

    /// Everything received until the server closes.
    func receivedUntilClosed() async throws -> String {
        try await received { _ in false }
    }

    func received(until isEnough: @escaping @Sendable ([UInt8]) -> Bool) async throws -> String {
        let promise = channel.eventLoop.makePromise(of: String.self)
        channel.eventLoop.execute { [inbox] in
            inbox.value.waiting.append((isEnough, promise))
            inbox.value.settle()
        }
        return try await promise.futureResult.get()
    }

    func closeOutput() async throws {
        try await channel.close(mode: .output).get()
    }

    func close() async {
        try? await channel.close().get()
    }

    /// Closes with a reset.
    func reset() async throws {
        try await channel.setOption(.socketOption(.so_linger), value: 0).get()
        try? await channel.close().get()
    }
}

/// Runs `body` with a server whose connections are handled by what `makeHandler` returns, and drains it.
func withServer(
    _ configuration: HTTPServerConfiguration = .local,
    handler makeHandler: @escaping @Sendable (any EventLoop) -> any ExchangeHandler = { _ in Probe.echoingTarget() },
    _ body: (HTTPServer, SocketAddress, any EventLoopGroup) async throws -> Void
) async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let server = HTTPServer(configuration: configuration, group: group, handlerFactory: makeHandler)
    let address = try await server.start()
    do {
        try await body(server, address, group)
    } catch {
        await server.drain(grace: .zero)
        throw error
    }
    await server.drain(grace: .zero)
}
