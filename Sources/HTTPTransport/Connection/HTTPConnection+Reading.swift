import MeridianCore
import NIOCore

extension HTTPConnection {
    /// Pipelined bytes that may wait in memory behind the request under way.
    private static let pipelineLimit = 16 * 1024

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase == .open else {
            if phase == .upgraded { context.fireChannelRead(data) }
            return
        }
        activeSince = loop.now
        loop.noteInput()
        parser.feed(unwrapInboundIn(data))
        processInput()
    }

    func read(context: ChannelHandlerContext) {
        if holdsReading {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    func resumeReading() {
        guard isReadHeld, !holdsReading else { return }
        isReadHeld = false
        context?.read()
    }

    func setReading(_ reads: Bool) {
        try? channel?.syncOptions?.setOption(.autoRead, value: reads)
    }

    private var holdsReading: Bool {
        guard phase == .open else { return false }
        guard exchange != nil else { return channel?.isWritable == false }
        if isRequestComplete { return parser.bufferedBytes >= Self.pipelineLimit }
        return isBodyHeld
    }

    /// Whether the handler has as much of the body as it may have at a time.
    private var isBodyHeld: Bool {
        unconsumed >= loop.configuration.bodyWindow
            || response != .done && discarded > loop.configuration.drainLimit
    }

    /// Parses and hands over what there is, until bytes, the handler or the client make it wait. Then sends what was
    /// answered meanwhile in one piece.
    func processInput() {
        guard !isProcessing, phase == .open else { return }
        isProcessing = true
        var headStarted = headSince > 0 ? headSince : loop.now
        headSince = 0
        do throws(RequestFault) {
            while phase == .open {
                if exchange != nil {
                    if isRequestComplete || isBodyHeld { break }
                } else if parser.bufferedBytes == 0 || channel?.isWritable == false {
                    break
                }
                guard let event = try parser.next() else {
                    if exchange == nil, parser.bufferedBytes > 0 { headSince = headStarted }
                    break
                }
                switch consume event {
                case .head(let head, let framing):
                    headStarted = loop.now
                    begin(head, framing)
                case .body(let part): try receive(part)
                case .end: receiveEnd(ByteBuffer())
                }
            }
        } catch {
            refuse(error.error)
        }
        if isInputClosed, phase == .open { endAfterInput() }
        isProcessing = false
        flush()
    }

    private func begin(_ head: consuming RequestHead, _ framing: RequestFraming) {
        let exchange = HTTPExchange(self, on: loop.eventLoop)
        self.exchange = exchange
        loop.complete(&head.fields, from: peer, isSecure: isSecure)
        request = framing
        requestFields = head.fields
        isRequestComplete = false
        response = .waiting
        closesAfterResponse = !framing.keepAlive
        owesContinue = framing.expectsContinue
        unconsumed = 0
        discarded = 0
        let receiver = handler.handle(head, responder: exchange)
        guard response != .done, phase == .open else { return }
        self.receiver = receiver
        if owesContinue, receiver != nil, response == .waiting {
            owesContinue = false
            append("HTTP/1.1 100 Continue\r\n\r\n")
        }
    }

    private func receive(_ part: ByteBuffer) throws(RequestFault) {
        owesContinue = false
        guard let receiver else {
            discarded += part.readableBytes
            if response == .done, discarded > loop.configuration.drainLimit { close() }
            return
        }
        unconsumed += part.readableBytes
        if parser.isBodyComplete {
            _ = try parser.next()
            receiveEnd(part)
        } else {
            receiver.exchangeReceived(part, isLast: false)
        }
    }

    private func receiveEnd(_ part: ByteBuffer) {
        isRequestComplete = true
        if response == .done {
            finishExchange()
        } else {
            if !parser.trailers.isEmpty { receiver?.exchangeReceived(trailers: parser.trailers) }
            receiver?.exchangeReceived(part, isLast: true)
        }
    }

    func consumed(_ bytes: Int) {
        unconsumed = max(0, unconsumed - bytes)
        guard !isRequestComplete, !isBodyHeld else { return }
        processInput()
        resumeReading()
    }

    func inputClosed() {
        isInputClosed = true
        switch phase {
        case .open: processInput()
        case .closing, .closed, .upgraded: break
        case .lingering: abort()
        }
    }

    /// The client will send no more. A request it has sent whole still gets its answer; a part of one gets none.
    private func endAfterInput() {
        if exchange == nil {
            guard parser.bufferedBytes == 0 || channel?.isWritable == true else { return }
            close()
        } else if !isRequestComplete, !isBodyHeld {
            abandonExchange(MeridianError(.cancelled, "the client closed its connection", status: 499))
            close()
        } else {
            closesAfterResponse = closesAfterResponse || parser.bufferedBytes == 0
            activeSince = loop.now
        }
    }
}
