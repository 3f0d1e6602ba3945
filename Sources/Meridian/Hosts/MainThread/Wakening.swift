import NIOCore
import NIOPosix

/// Acts whenever a descriptor has something to read, and takes that away.
final class Wakening: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let act: @Sendable () -> Void

    private init(_ act: @escaping @Sendable () -> Void) {
        self.act = act
    }

    /// - Parameters:
    ///   - descriptor: Is closed by the event loop.
    ///   - act: Called on the event loop.
    static func act(on descriptor: CInt, _ eventLoop: any EventLoop, _ act: @escaping @Sendable () -> Void) {
        _ = NIOPipeBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Wakening(act))
                }
            }
            .takingOwnershipOfDescriptor(input: descriptor)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { act() }
}
