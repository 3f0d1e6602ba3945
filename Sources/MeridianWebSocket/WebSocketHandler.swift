import HTTPTransport
import Meridian
import NIOCore
import NIOWebSocket

/// One WebSocket in its channel: frames in and out, signs of life, the closing handshake.
///
/// What changes belongs to the event loop.
final class WebSocketHandler: ChannelDuplexHandler, UpgradedConnection, @unchecked Sendable {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = Never
    typealias OutboundOut = WebSocketFrame

    private enum Phase {
        case open
        /// A close frame was sent; the client's is waited for.
        case closing
        /// Both sides have said so, or one broke the rules: what still comes is dropped.
        case ending
        case closed
    }

    private let options: WebSocketOptions
    private let subprotocol: String?
    /// What messages are compressed by; `nil` when they are not.
    private var deflate: DeflateAgreement?
    private var deflater: MessageDeflater?
    private let eventLoop: any EventLoop
    private let body: @Sendable (WebSocketConnection) async -> WebSocketCloseCode
    private var reader: WebSocketReader
    private var connection: WebSocketConnection?
    private var context: ChannelHandlerContext?
    private var task: Task<Void, Never>?
    private var phase = Phase.open
    private var blockedSenders: [CheckedContinuation<Void, any Error>] = []
    private var isReadHeld = false
    private var hasHeard = true
    private var awaitsPong = false
    private var watch: Scheduled<Void>?

    init(
        _ options: WebSocketOptions, _ handshake: Handshake.Answer, on eventLoop: any EventLoop,
        body: @escaping @Sendable (WebSocketConnection) async -> WebSocketCloseCode
    ) {
        self.options = options
        subprotocol = handshake.subprotocol
        deflate = handshake.deflate
        self.eventLoop = eventLoop
        self.body = body
        reader = WebSocketReader(limit: options.maxMessageSize, deflate: deflate)
    }

    // MARK: Beginning and end

    func begin(on channel: any Channel) throws {
        let connection = WebSocketConnection(self, subprotocol: subprotocol, window: options.window)
        self.connection = connection
        // What can't be compressed becomes longer, by less than a thousandth.
        let longest = options.maxMessageSize + (deflate == nil ? 0 : options.maxMessageSize / 1000 + 64)
        let decoder = WebSocketFrameDecoder(maxFrameSize: min(max(longest, 125), Int(UInt32.max)))
        try channel.pipeline.syncOperations.addHandlers(
            [ByteToMessageHandler(decoder), WebSocketFrameEncoder(), self])
        watchOver()
        task = Task { [body] in
            let code = await body(connection)
            connection.close(code)
        }
    }

    func drain() {
        shut(WebSocketClosing(.goingAway, "the server stops"))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        ended()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended()
        context.fireChannelInactive()
    }

    private func ended() {
        guard phase != .closed else { return }
        phase = .closed
        watch?.cancel()
        watch = nil
        connection?.end(
            WebSocketClosing(.abnormal),
            failure: MeridianError(.webSocketClosed, "the connection of the WebSocket broke", status: 499))
        connection = nil
        let senders = blockedSenders
        blockedSenders = []
        for sender in senders { sender.resume(throwing: Self.closedError) }
        task?.cancel()
        task = nil
    }

    private static let closedError = MeridianError(.webSocketClosed, "the WebSocket is closed", status: 499)

    // MARK: What comes in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase == .open || phase == .closing else { return }
        hasHeard = true
        do throws(WebSocketReader.Fault) {
            switch try reader.read(unwrapInboundIn(data)) {
            case .message(let message)?:
                if phase == .open { connection?.receive(message) }
            case .ping(let data)?:
                if phase == .open { write(.pong, data) }
            case .pong?, nil: break
            case .close(let closing)?: closed(by: closing)
            }
        } catch {
            broken(error.closing)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? NIOWebSocketError else {
            context.close(promise: nil)
            return
        }
        switch error {
        case .invalidFrameLength:
            broken(WebSocketClosing(.messageTooLarge, "a message may have \(options.maxMessageSize) bytes"))
        case .fragmentedControlFrame, .multiByteControlFrameLength:
            broken(WebSocketClosing(.protocolError, "a control frame is split or longer than 125 bytes"))
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func read(context: ChannelHandlerContext) {
        if phase == .open, connection?.holdsReading() == true {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    /// Called from any thread once the function has taken messages.
    func resumeReading() {
        eventLoop.execute { self.readOn() }
    }

    private func readOn() {
        guard isReadHeld else { return }
        isReadHeld = false
        hasHeard = true
        context?.read()
    }

    // MARK: What goes out

    /// Called from any thread.
    func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            eventLoop.execute {
                guard self.phase == .open, let context = self.context else {
                    return continuation.resume(throwing: Self.closedError)
                }
                self.write(message: opcode, data)
                if context.channel.isWritable {
                    continuation.resume()
                } else {
                    self.blockedSenders.append(continuation)
                }
            }
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            let senders = blockedSenders
            blockedSenders = []
            for sender in senders { sender.resume() }
        }
        context.fireChannelWritabilityChanged()
    }

    private func write(message opcode: WebSocketOpcode, _ data: ByteBuffer) {
        guard let compressed = compressed(data) else { return write(opcode, data) }
        let frame = WebSocketFrame(fin: true, rsv1: true, opcode: opcode, data: compressed)
        context?.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    /// - Returns: `nil` when the message is to be sent as it is.
    private func compressed(_ message: ByteBuffer) -> ByteBuffer? {
        guard let deflate, message.readableBytes >= MessageDeflater.leastSize else { return nil }
        guard let deflater = deflater ?? MessageDeflater(window: deflate.serverWindow),
            let compressed = deflater.compress(message)
        else {
            // What was compressed so far stands for itself.
            self.deflate = nil
            self.deflater = nil
            return nil
        }
        self.deflater = deflate.serverForgets ? nil : deflater
        // What the client must remember, it must be sent.
        return deflate.serverForgets && compressed.readableBytes >= message.readableBytes ? nil : compressed
    }

    private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
    }

    // MARK: Closing

    /// Called from any thread.
    func close(_ closing: WebSocketClosing) {
        eventLoop.execute { self.shut(closing) }
    }

    /// Begins the closing handshake.
    private func shut(_ closing: WebSocketClosing) {
        guard phase == .open else { return }
        phase = .closing
        writeClose(closing)
        connection?.end(closing)
        readOn()
        closeLater()
    }

    /// The client has begun or completed the closing handshake.
    private func closed(by closing: WebSocketClosing) {
        let isAnswer = phase == .closing
        phase = .ending
        connection?.end(closing)
        guard !isAnswer, let context else {
            self.context?.close(promise: nil)
            return
        }
        let promise = eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in self.context?.close(promise: nil) }
        var data = ByteBuffer()
        if closing.code != .none { data.writeInteger(closing.code.rawValue) }
        context.writeAndFlush(
            wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: data)), promise: promise)
    }

    /// The client broke the rules. It is told why; the socket stays open for it to read that.
    private func broken(_ closing: WebSocketClosing) {
        guard phase == .open || phase == .closing, let context else { return }
        if phase == .open { writeClose(closing) }
        phase = .ending
        connection?.end(
            closing,
            failure: MeridianError(.webSocketClosed, "the client broke the rules: \(closing.reason)", status: 400))
        context.close(mode: .output, promise: nil)
        readOn()
        closeLater()
    }

    private func writeClose(_ closing: WebSocketClosing) {
        var data = ByteBuffer()
        data.writeInteger(closing.code.isSendable ? closing.code.rawValue : WebSocketCloseCode.normal.rawValue)
        var reason = Substring(closing.reason)
        while reason.utf8.count > 123 { reason.removeLast() }
        data.writeSubstring(reason)
        write(.connectionClose, data)
    }

    private func closeLater() {
        watch?.cancel()
        watch = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(options.closeTimeout)) {
            self.context?.close(promise: nil)
        }
    }

    // MARK: Signs of life

    private func watchOver() {
        watch = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(options.pingInterval)) { self.look() }
    }

    private func look() {
        guard phase == .open else { return }
        if hasHeard || isReadHeld {
            hasHeard = false
            awaitsPong = false
        } else if awaitsPong {
            context?.close(promise: nil)
            return
        } else {
            awaitsPong = true
            write(.ping, ByteBuffer())
        }
        watchOver()
    }
}
