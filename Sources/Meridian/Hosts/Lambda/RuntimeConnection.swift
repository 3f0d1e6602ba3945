import MeridianCore
import NIOCore
import NIOPosix

/// A connection to the Runtime API.
enum RuntimeConnection {
    /// - Returns: The connection, or ``ErrorCode/hostUnreachable``.
    static func open(
        _ settings: LambdaSettings, on eventLoop: any EventLoop,
        _ handler: @escaping @Sendable () -> some ChannelInboundHandler
    ) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(.seconds(5))
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 8192, maximum: 256 << 10)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(handler())
                }
            }
        // Nothing need be looked up for an address, which is what Lambda gives.
        let address = try? SocketAddress(ipAddress: settings.host, port: settings.port)
        let connecting = address.map { bootstrap.connect(to: $0) }
        return (connecting ?? bootstrap.connect(host: settings.host, port: settings.port)).flatMapErrorThrowing {
            throw MeridianError(
                .hostUnreachable, "the Runtime API at \(settings.authority) can't be reached", cause: $0)
        }
    }
}
