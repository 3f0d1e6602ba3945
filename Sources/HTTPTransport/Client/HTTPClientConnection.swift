public import MeridianCore
public import NIOCore
import NIOPosix

/// The answer to a request on an ``HTTPClientConnection``, as it comes. Every call is made on the event loop.
public protocol ResponseReceiver: AnyObject {
    func responseStarted(_ head: ResponseHead)

    /// A part of the body. `isLast` comes exactly once, with an empty buffer when there is no body left. What is done
    /// with is reported to ``HTTPClientConnection/consumed(_:)``.
    func responseReceived(_ body: ByteBuffer, isLast: Bool)

    /// The server can take more of the request's body.
    func requestBecameWritable()

    /// There will be no more of the answer.
    /// - Parameter isUnanswered: Whether no byte of an answer came.
    func responseFailed(_ error: MeridianError, isUnanswered: Bool)
}

/// A connection to an HTTP/1.1 server that carries one request at a time. Used on its event loop only.
public final class HTTPClientConnection: ChannelDuplexHandler {
    public typealias InboundIn = ByteBuffer
    public typealias OutboundIn = Never
    public typealias OutboundOut = ByteBuffer

    /// Bytes of an answer that may wait to be consumed before the socket is read on.
    private static let window = 256 << 10

    private let eventLoop: any EventLoop
    private var context: ChannelHandlerContext?
    private var parser = ResponseParser()
    private var outbound = ByteBuffer()
    private var receiver: (any ResponseReceiver)?
    private var framing = RequestBodyFraming.none
    private var isRequestComplete = true
    private var hasAnswered = false
    private var isClosed = false
    private var isFlushScheduled = false
    private var isParsing = false
    private var unconsumed = 0
    private var isReadHeld = false

    /// Requests that were sent on it.
    public private(set) var requests = 0
    /// Called once when the connection is closed while no request is under way.
    public var onIdleClose: (() -> Void)?

    private init(on eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Connects.
    /// - Parameter eventLoop: Where the connection lives.
    public static func connect(
        to address: SocketAddress, on eventLoop: any EventLoop
    ) -> EventLoopFuture<HTTPClientConnection> {
        let connection = NIOLoopBound(HTTPClientConnection(on: eventLoop), eventLoop: eventLoop)
        return ClientBootstrap(group: eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.allowRemoteHalfClosure, value: false)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(connection.value)
                }
            }
            .connect(to: address)
            .assumeIsolated()
            .map { _ in connection.value }
            .nonisolated()
    }

    /// Whether a request can be sent now.
    public var isIdle: Bool { receiver == nil && !isClosed && context != nil }

    /// Whether the server takes more of a body at present.
    public var isWritable: Bool { context?.channel.isWritable ?? false }

    // MARK: The request

    /// Sends the head of a request. Its body follows by ``write(_:)`` and ``end()``, also when there is none.
    public func send(_ head: RequestHead, framing: RequestBodyFraming, to receiver: any ResponseReceiver) {
        precondition(isIdle, "a request is under way")
        self.receiver = receiver
        self.framing = framing
        parser.answersHead = head.method == .head
        isRequestComplete = false
        hasAnswered = false
        requests += 1
        RequestSerializer.writeHead(head, framing: framing, into: &outbound)
        scheduleFlush()
    }

    public func write(_ body: ByteBuffer) {
        guard !isRequestComplete, body.readableBytes > 0 else { return }
        if case .chunked = framing {
            outbound.writeString(String(body.readableBytes, radix: 16))
            outbound.writeStaticString("\r\n")
            append(body)
            outbound.writeStaticString("\r\n")
        } else {
            append(body)
        }
        scheduleFlush()
    }

    /// Ends the body.
    /// - Parameter trailers: Fields behind a chunked body.
    public func end(trailers: HTTPFields = HTTPFields()) {
        guard !isRequestComplete else { return }
        isRequestComplete = true
        guard case .chunked = framing else { return }
        outbound.writeStaticString("0\r\n")
        trailers.forEach { name, value in
            outbound.writeBytes(name)
            outbound.writeStaticString(": ")
            outbound.writeBytes(value)
            outbound.writeStaticString("\r\n")
        }
        outbound.writeStaticString("\r\n")
        scheduleFlush()
    }

    /// This much of the answer's body is done with.
    public func consumed(_ bytes: Int) {
        unconsumed = max(0, unconsumed - bytes)
        guard isReadHeld, unconsumed < Self.window else { return }
        isReadHeld = false
        context?.read()
    }

    /// Closes at once. What is under way gets no further report.
    public func close() {
        receiver = nil
        onIdleClose = nil
        isClosed = true
        context?.close(promise: nil)
    }

    private func append(_ body: ByteBuffer) {
        guard body.readableBytes > 16 << 10 else {
            outbound.writeImmutableBuffer(body)
            return
        }
        handOver()
        context?.write(wrapOutboundOut(body), promise: nil)
    }

    private func handOver() {
        guard outbound.readableBytes > 0, let context else { return }
        context.write(wrapOutboundOut(outbound), promise: nil)
        outbound = context.channel.allocator.buffer(capacity: 512)
    }

    /// What is written in one turn of the loop leaves together.
    private func scheduleFlush() {
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        eventLoop.assumeIsolated().execute {
            self.isFlushScheduled = false
            self.handOver()
            self.context?.flush()
        }
    }

    // MARK: The answer

    public func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    public func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard receiver != nil else {
            // Nobody asked.
            return context.close(promise: nil)
        }
        parser.feed(unwrapInboundIn(data))
        parse()
    }

    private func parse() {
        guard !isParsing else { return }
        isParsing = true
        defer { isParsing = false }
        do throws(MeridianError) {
            while let receiver, let event = try parser.next() {
                switch event {
                case .head(let head):
                    hasAnswered = true
                    receiver.responseStarted(head)
                case .body(let part):
                    unconsumed += part.readableBytes
                    if parser.isBodyComplete {
                        _ = try parser.next()
                        finish(receiver, part)
                    } else {
                        receiver.responseReceived(part, isLast: false)
                    }
                case .end: finish(receiver, ByteBuffer())
                }
            }
        } catch {
            fail(error)
        }
    }

    private func finish(_ receiver: any ResponseReceiver, _ part: ByteBuffer) {
        self.receiver = nil
        unconsumed = 0
        let isReusable = parser.keepsAlive && isRequestComplete && parser.bufferedBytes == 0
        if !isReusable {
            isClosed = true
            context?.close(promise: nil)
        } else if isReadHeld {
            isReadHeld = false
            context?.read()
        }
        receiver.responseReceived(part, isLast: true)
    }

    public func read(context: ChannelHandlerContext) {
        if unconsumed >= Self.window {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    public func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, !isRequestComplete { receiver?.requestBecameWritable() }
    }

    public func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        if let receiver {
            do throws(MeridianError) {
                if try parser.finish() != nil { return finish(receiver, ByteBuffer()) }
                fail(MeridianError(.malformedResponse, "the connection was closed without a response", status: 502))
            } catch {
                fail(error)
            }
        } else {
            onIdleClose?()
            onIdleClose = nil
        }
    }

    public func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(MeridianError(.malformedResponse, "the connection failed: \(error)", status: 502, cause: error))
        context.close(promise: nil)
    }

    private func fail(_ error: MeridianError) {
        guard let receiver else { return }
        self.receiver = nil
        isClosed = true
        context?.close(promise: nil)
        receiver.responseFailed(error, isUnanswered: !hasAnswered && parser.bufferedBytes == 0)
    }
}
