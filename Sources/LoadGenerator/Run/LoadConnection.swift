import NIOCore

/// One connection of a run, with one request at a time on it.
final class LoadConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let run: LoadRun
    private var channel: (any Channel)?
    private var scanner = ResponseScanner()
    /// The request that is under way.
    private(set) var request: LoadRun.Request?

    init(_ run: LoadRun) {
        self.run = run
    }

    func send(_ request: LoadRun.Request, _ bytes: ByteBuffer, isHead: Bool) {
        self.request = request
        scanner.expect(head: isHead)
        channel?.writeAndFlush(bytes, promise: nil)
    }

    func channelActive(context: ChannelHandlerContext) {
        channel = context.channel
        run.opened(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        guard request != nil else { return end(.broken, isReusable: false) }
        var offset = 0
        let event = bytes.withUnsafeReadableBytes { scanner.scan($0, from: &offset) }
        switch event {
        case .needsMore: break
        case .answer(let status, let keepsConnection):
            // Bytes after the answer belong to no request.
            end(.answered(status: status), isReusable: keepsConnection && offset == bytes.readableBytes)
        case .malformed: end(.broken, isReusable: false)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if request != nil, case .answer(let status, _) = scanner.close() {
            end(.answered(status: status), isReusable: false)
        } else {
            end(.broken, isReusable: false)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Nobody waits for the answer any more.
    func giveUp() {
        end(.timedOut, isReusable: false)
    }

    private func end(_ outcome: LoadOutcome, isReusable: Bool) {
        let request = self.request
        self.request = nil
        let channel = self.channel
        if !isReusable { self.channel = nil }
        // Closing calls back at once, so the request is noted first.
        run.ended(self, request, outcome, isReusable: isReusable)
        if !isReusable { channel?.close(promise: nil) }
    }

    func close() {
        channel?.close(promise: nil)
    }
}
