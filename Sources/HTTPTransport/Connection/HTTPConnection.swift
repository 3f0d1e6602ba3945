import MeridianCore
import NIOCore

/// One HTTP/1.1 connection: the whole protocol in a single channel handler.
///
/// Requests are answered one at a time and in order. While one is under way the next is not even parsed; what the
/// client pipelines waits in a bounded buffer, and behind it in the socket. Everything happens on the event loop.
final class HTTPConnection: ChannelDuplexHandler, ServedConnection {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// Requests are read and answered.
        case open
        /// The last answer was given; it is being sent.
        case closing
        /// Sent. What the client still sends is dropped, so that a reset does not take the answer from it.
        case lingering
        /// Another protocol has taken over; everything passes.
        case upgraded
        case closed
    }

    enum Response: Equatable {
        case waiting
        case streaming
        case done
    }

    let loop: ConnectionLoop
    let handler: any ExchangeHandler
    /// Whether the server has no room for this connection and only says so.
    let isRefused: Bool
    /// Whether the connection is encrypted.
    var isSecure = false
    /// The address at the other end, as text; empty for a Unix socket.
    var peer: [UInt8] = []
    /// The place in the loop's list, kept by it.
    var index = -1

    var context: ChannelHandlerContext?
    var channel: (any Channel)?
    var parser: RequestParser
    var phase = Phase.open

    /// Who has taken over.
    var upgraded: (any UpgradedConnection)?

    /// The request under way.
    var exchange: HTTPExchange?
    var receiver: (any ExchangeReceiver)?
    var request = RequestFraming()
    /// The fields of the request, by whose `x-request-id` its answer is known too.
    var requestFields = HTTPFields()
    var isRequestComplete = false
    var response = Response.waiting
    var responseFraming = ResponseFraming.none
    /// Bytes that a response of known length still lacks.
    var responseLeft = 0
    var closesAfterResponse = false
    /// The client waits for `100 Continue` and has not been told.
    var owesContinue = false
    /// Bytes of the body handed over and not yet dealt with.
    var unconsumed = 0
    /// Bytes of the body that nobody wanted.
    var discarded = 0

    /// Bytes to send, gathered until the end of a read burst.
    var outbound = ByteBuffer()
    /// The bytes in ``outbound`` were handed to the channel; its memory is used again if the channel is done with it.
    var isOutboundSpent = true
    /// Something was written to the channel and not flushed.
    var needsFlush = false
    var isFlushScheduled = false
    var owesWritable = false

    var isProcessing = false
    /// The channel asked to read and was told to wait.
    var isReadHeld = false
    var isInputClosed = false

    /// When the first byte of an unfinished head came; 0 when there is none.
    var headSince = 0
    /// When bytes last came in, or a phase began.
    var activeSince: Int
    /// When the channel was last seen to take bytes, and how many were waiting then.
    var stalledSince = 0
    var stalledBytes = 0
    var probedAt = 0

    init(loop: ConnectionLoop, handler: any ExchangeHandler, isRefused: Bool = false) {
        self.loop = loop
        self.handler = handler
        self.isRefused = isRefused
        self.parser = RequestParser(limits: loop.limits)
        self.activeSince = loop.now
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        channel = context.channel
        loop.add(self)
        if context.channel.isActive { began() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        ended()
        self.context = nil
        channel = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        began()
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended()
        if upgraded != nil { context.fireChannelInactive() }
        upgraded = nil
    }

    private func began() {
        activeSince = loop.now
        peer = (channel?.remoteAddress?.ipAddress).map { Array($0.utf8) } ?? []
        guard isRefused, phase == .open else { return }
        refuse(ConnectionService.refusal)
        flush()
    }

    private func ended() {
        guard phase != .closed || index >= 0 else { return }
        phase = .closed
        loop.remove(self)
        abandonExchange(MeridianError(.cancelled, "the client closed its connection", status: 499))
    }

    /// Ends the current exchange without an answer and lets its handler know.
    func abandonExchange(_ error: MeridianError) {
        exchange?.detach()
        exchange = nil
        let receiver = receiver
        self.receiver = nil
        receiver?.exchangeCancelled(error)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        abort()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if upgraded != nil { return context.fireChannelWritabilityChanged() }
        guard context.channel.isWritable else { return }
        if owesWritable, response == .streaming {
            owesWritable = false
            receiver?.exchangeBecameWritable()
        }
        processInput()
        resumeReading()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if upgraded != nil { return context.fireUserInboundEventTriggered(event) }
        guard let event = event as? ChannelEvent else { return }
        switch event {
        case .inputClosed: inputClosed()
        case .outputClosed: outputClosed()
        }
    }
}
