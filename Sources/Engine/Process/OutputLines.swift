import NIOCore

/// Cuts what a worker prints into lines; one that grows too long is cut and goes on as the next.
final class OutputLines: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private static let longestLine = 16 << 10

    private let receive: (String) -> Void
    private var pending = ByteBuffer()

    init(_ receive: @escaping (String) -> Void) {
        self.receive = receive
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        pending.writeBuffer(&bytes)
        while let end = pending.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
            emit(end - pending.readerIndex)
            pending.moveReaderIndex(forwardBy: 1)
        }
        while pending.readableBytes >= Self.longestLine { emit(Self.longestLine) }
        if pending.readableBytes == 0 { pending = ByteBuffer() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if pending.readableBytes > 0 { emit(pending.readableBytes) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func emit(_ length: Int) {
        guard let line = pending.readString(length: length) else { return }
        receive(line.last == "\r" ? String(line.dropLast()) : line)
    }
}
