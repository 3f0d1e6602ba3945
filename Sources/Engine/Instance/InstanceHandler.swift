import NIOCore

/// Ties an instance to its channel.
final class InstanceHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let instance: Instance

    init(_ instance: Instance) {
        self.instance = instance
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        instance.received(unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        instance.readBurstEnded()
    }

    func channelInactive(context: ChannelHandlerContext) {
        instance.workerGone()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
