import HTTPTransport
import MeridianCore
import NIOCore
import NIOHPACK
import NIOHTTP2

/// One stream, which is one request and its answer (RFC 9113 §8.1).
final class HTTP2Stream: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = Never
    typealias OutboundIn = Never
    typealias OutboundOut = HTTP2Frame.FramePayload

    private enum Response {
        case waiting
        case streaming
        case done
    }

    private let connection: HTTP2Connection
    private var context: ChannelHandlerContext?
    private var exchange: HTTP2Exchange?
    private var receiver: (any ExchangeReceiver)?
    private var requestFields = HTTPFields()
    private var isHead = false
    private var hasBegun = false
    private var isRequestComplete = false
    private var response = Response.waiting
    /// Bytes that a response of known length still lacks; `nil` when its length is not known.
    private var responseLeft: Int?
    /// Nothing of a body is sent, whatever the handler gives.
    private var isBodiless = false
    /// Bytes of the body handed over and not yet dealt with, and all that came.
    private var unconsumed = 0
    private var received = 0
    private var discarded = 0
    private var isReadHeld = false
    private var owesWritable = false
    private var isFlushScheduled = false
    /// When bytes last came in, and when the channel was last seen to take some.
    private var activeSince: Int
    private var blockedSince = 0

    private var configuration: HTTPServerConfiguration { connection.service.configuration }

    init(of connection: HTTP2Connection) {
        self.connection = connection
        activeSince = connection.service.now
    }

    // MARK: From the client

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        connection.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        over(MeridianError(.cancelled, "the client closed its connection", status: 499))
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        over(MeridianError(.cancelled, "the client gave up its request", status: 499))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        activeSince = connection.service.now
        switch unwrapInboundIn(data) {
        case .headers(let frame) where !hasBegun: begin(frame.headers, endsHere: frame.endStream)
        case .headers(let frame):
            receiver?.exchangeReceived(trailers: HTTP2Head.trailers(frame.headers))
            receive(ByteBuffer(), isLast: true)
        case .data(let frame):
            guard case .byteBuffer(let bytes) = frame.data else { return }
            receive(bytes, isLast: frame.endStream)
        default: break
        }
    }

    func read(context: ChannelHandlerContext) {
        if unconsumed >= configuration.bodyWindow, !isRequestComplete {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable, owesWritable, response == .streaming else { return }
        owesWritable = false
        blockedSince = 0
        receiver?.exchangeBecameWritable()
    }

    private func begin(_ headers: HPACKHeaders, endsHere: Bool) {
        guard let context else { return }
        hasBegun = true
        isRequestComplete = endsHere
        isHead = headers.first(name: ":method") == "HEAD"
        let exchange = HTTP2Exchange(self, on: context.eventLoop)
        self.exchange = exchange
        var (head, expectsContinue): (RequestHead, Bool)
        do throws(MeridianError) {
            (head, expectsContinue) = try HTTP2Head.request(headers, limits: configuration)
        } catch {
            connection.service.complete(&requestFields, from: [], isSecure: true)
            return fail(error)
        }
        connection.service.complete(&head.fields, from: connection.peer, isSecure: true)
        requestFields = head.fields
        if connection.service.isRefused {
            fail(ConnectionService.refusal)
            // What is answered within a burst of reading leaves at its end.
            return context.eventLoop.assumeIsolated().execute { self.connection.drain() }
        }
        let receiver = connection.service.handler.handle(head, responder: exchange)
        guard response != .done else { return }
        self.receiver = receiver
        if endsHere {
            receiver?.exchangeReceived(ByteBuffer(), isLast: true)
        } else if expectsContinue, receiver != nil, response == .waiting {
            context.writeAndFlush(wrapOutboundOut(.headers(.init(headers: [":status": "100"]))), promise: nil)
        }
    }

    private func receive(_ part: ByteBuffer, isLast: Bool) {
        let length = part.readableBytes
        received += length
        if isLast { isRequestComplete = true }
        if let limit = configuration.maxBodySize, received > limit, response == .waiting {
            return fail(
                MeridianError(
                    .requestBodyTooLarge, "the request body is larger than this server accepts; send less",
                    status: 413))
        }
        guard response != .done, let receiver else {
            discarded += length
            if discarded > configuration.drainLimit { stopReceiving() }
            return
        }
        unconsumed += length
        receiver.exchangeReceived(part, isLast: isLast)
    }

    func consumed(_ bytes: Int) {
        unconsumed = max(0, unconsumed - bytes)
        guard isReadHeld, unconsumed < configuration.bodyWindow else { return }
        isReadHeld = false
        context?.read()
    }

    // MARK: To the client

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        guard response == .waiting else { return }
        let length = head.contentLength
        let hasBody = head.allowsBody && !isHead && body.readableBytes > 0
        let told: Int? =
            if !head.allowsBody { head.status == 204 ? nil : length } else {
                isHead ? length ?? body.readableBytes : body.readableBytes
            }
        send(head, length: told, endsHere: !hasBody)
        if hasBody { send(body, endsHere: true) }
        complete()
    }

    func start(_ head: ResponseHead) {
        guard response == .waiting else { return }
        let length = head.contentLength
        isBodiless = isHead || !head.allowsBody
        responseLeft = isBodiless ? nil : length
        send(head, length: head.status == 204 ? nil : length, endsHere: false)
        response = .streaming
        scheduleFlush()
    }

    func write(_ body: ByteBuffer) -> Bool {
        guard response == .streaming, !isBodiless, body.readableBytes > 0 else { return true }
        if let left = responseLeft {
            guard body.readableBytes <= left else {
                reset(MeridianError(.responseLengthMismatch, "the response body is longer than its content-length"))
                return true
            }
            responseLeft = left - body.readableBytes
        }
        send(body, endsHere: false)
        scheduleFlush()
        guard context?.channel.isWritable == false else { return true }
        owesWritable = true
        if blockedSince == 0 { blockedSince = connection.service.now }
        return false
    }

    func end() {
        guard response == .streaming else { return }
        if let left = responseLeft, left > 0 {
            return reset(
                MeridianError(.responseLengthMismatch, "the response body is shorter than its content-length"))
        }
        send(ByteBuffer(), endsHere: true)
        complete()
    }

    func fail(_ error: MeridianError) {
        switch response {
        case .waiting:
            let problem = ProblemDetails.render(
                error, requestID: requestFields[RequestID.fieldName], showsCause: configuration.exposeErrors)
            respond(problem.head, body: problem.body)
        case .streaming: reset(error)
        case .done: break
        }
    }

    private func send(_ head: ResponseHead, length: Int?, endsHere: Bool) {
        let headers = HTTP2Head.response(head, of: requestFields, length: length, date: connection.service.date)
        context?.write(wrapOutboundOut(.headers(.init(headers: headers, endStream: endsHere))), promise: nil)
    }

    private func send(_ body: ByteBuffer, endsHere: Bool) {
        context?.write(
            wrapOutboundOut(.data(.init(data: .byteBuffer(body), endStream: endsHere))), promise: nil)
    }

    private func complete() {
        response = .done
        receiver = nil
        exchange?.detach()
        exchange = nil
        context?.flush()
        if !isRequestComplete, discarded > configuration.drainLimit { stopReceiving() }
        if isReadHeld {
            isReadHeld = false
            context?.read()
        }
    }

    /// The answer is whole; the rest of the request is not wanted (§8.1).
    private func stopReceiving() {
        guard response == .done, !isRequestComplete else { return }
        isRequestComplete = true
        context?.writeAndFlush(wrapOutboundOut(.rstStream(.noError)), promise: nil)
    }

    /// Breaks off a response that has begun, so that the client sees that it is not whole.
    private func reset(_ error: MeridianError) {
        guard response != .done else { return }
        context?.writeAndFlush(wrapOutboundOut(.rstStream(.internalError)), promise: nil)
        over(error)
    }

    private func over(_ error: MeridianError) {
        connection.remove(self)
        response = .done
        exchange?.detach()
        exchange = nil
        let receiver = receiver
        self.receiver = nil
        receiver?.exchangeCancelled(error)
    }

    /// Parts of a stream written in one turn of the loop leave together.
    private func scheduleFlush() {
        guard !isFlushScheduled, let context else { return }
        isFlushScheduled = true
        context.eventLoop.assumeIsolated().execute {
            self.isFlushScheduled = false
            self.context?.flush()
        }
    }

    // MARK: Deadlines

    func check(at now: Int) {
        if hasBegun, !isRequestComplete, !isReadHeld, response == .waiting,
            now - activeSince > connection.service.bodyTicks
        {
            fail(
                MeridianError(
                    .bodyTimeout, "the request body stopped coming; send it faster or in one piece", status: 408))
        } else if blockedSince > 0, now - blockedSince > connection.service.writeTicks {
            reset(MeridianError(.responseStalled, "the client took no byte of its answer in time", status: 499))
        }
    }
}
