import HTTPTransport
import MeridianCore
import NIOCore

/// Whoever asks over a ``RuntimeLine``. Is called on its event loop.
protocol RuntimeLineUser: AnyObject {
    /// The oldest request that had no answer yet has it.
    func lineAnswered(_ head: ResponseHead, _ body: ByteBuffer)
    /// All that has come is taken.
    func lineRests()
    /// More of a streamed request can be taken.
    func lineBecameWritable()
    /// Nothing more will come.
    /// - Parameter reason: The end of a sentence.
    func lineFailed(_ reason: String)
}

/// A line to the Runtime API: requests go out, and answers come in their order.
///
/// The Runtime API may close a connection once it has answered over it: with `Connection: close`, as a server of HTTP/1.0,
/// or without a word after some time. The next connection then takes its place, and what has no answer is sent over that
/// (RFC 9112 §9.3.1, §9.5). A connection that ends without an answer ends the line.
///
/// Lives on its event loop.
final class RuntimeLine: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private struct Request {
        /// Bytes of it in the outbox.
        var length: Int
        /// Whether more of it is still to come. What of it has gone out is not kept, and can't be sent again.
        var isStreamed = false
        /// Whether it went out over the connection that is open.
        var isSent = false
    }

    private static let largestReservation = 64 << 20
    /// Bytes of memory that is kept for requests.
    private static let mostKept = 64 << 10

    @exclusivity(unchecked) weak var user: (any RuntimeLineUser)?
    private let connect: (RuntimeLine) -> EventLoopFuture<any Channel>
    @exclusivity(unchecked) private var context: ChannelHandlerContext?
    /// Those without an answer.
    @exclusivity(unchecked) private var requests: [Request] = []
    /// Their bytes, one behind the other.
    @exclusivity(unchecked) private var outbox = ByteBuffer()
    @exclusivity(unchecked) private var parser = RuntimeLine.makeParser()
    @exclusivity(unchecked) private var head = ResponseHead()
    @exclusivity(unchecked) private var body = ByteBuffer()
    /// Whether the connection that is open has answered, so that requests may follow one another before their answers.
    @exclusivity(unchecked) private var hasAnswered = false
    @exclusivity(unchecked) private var isConnecting = false
    @exclusivity(unchecked) private var isClosed = false
    /// Whether what has come is being taken; all of it is, before ``RuntimeLineUser/lineRests()``.
    @exclusivity(unchecked) private(set) var isReceiving = false
    /// The connection's own, while it is open.
    @exclusivity(unchecked) private var socket: DirectSocket?
    @exclusivity(unchecked) private var inbox = ByteBuffer()

    /// - Parameter connect: Opens a connection with the line as its last handler, on the line's event loop.
    init(connect: @escaping (RuntimeLine) -> EventLoopFuture<any Channel>) {
        self.connect = connect
    }

    /// Opens the first connection.
    func open() -> EventLoopFuture<Void> {
        isConnecting = true
        return connect(self).map { _ in }
    }

    /// Sends nothing more, and says nothing more.
    func close() {
        isClosed = true
        requests = []
        outbox = ByteBuffer()
        drop()
    }

    // MARK: Requests

    /// - Parameters:
    ///   - isFollowed: Whether another request comes at once, and goes out with this one.
    ///   - write: Adds the request to what it is given.
    func send(isFollowed: Bool = false, _ write: (inout ByteBuffer) -> Void) {
        let before = outbox.readableBytes
        write(&outbox)
        requests.append(Request(length: outbox.readableBytes - before))
        if !isFollowed { sendRequests() }
    }

    /// Begins a request whose other parts follow by ``sendPart(_:)``.
    func beginRequest(_ bytes: ByteBuffer) {
        outbox.writeImmutableBuffer(bytes)
        requests.append(Request(length: bytes.readableBytes, isStreamed: true))
        sendRequests()
    }

    /// - Returns: Whether the Runtime API keeps up; otherwise ``RuntimeLineUser/lineBecameWritable()`` tells when it does.
    func sendPart(_ bytes: ByteBuffer) -> Bool {
        guard let last = requests.indices.last else { return true }
        guard requests[last].isSent, let context else {
            outbox.writeImmutableBuffer(bytes)
            requests[last].length += bytes.readableBytes
            return false
        }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        return context.channel.isWritable
    }

    private func sendRequests() {
        guard !isClosed else { return }
        guard let context else { return reconnect() }
        if let socket, sendPastTheChannel(socket, context) { return }
        var start = outbox.readerIndex
        var isAny = false
        for index in requests.indices {
            let length = requests[index].length
            defer { start += length }
            guard !requests[index].isSent else { continue }
            // Whoever closes a connection after one answer would lose what came after it, and the answer with it.
            guard index == 0 || hasAnswered else { break }
            requests[index].isSent = true
            context.write(wrapOutboundOut(outbox.getSlice(at: start, length: length)!), promise: nil)
            if requests[index].isStreamed {
                // It is the last.
                outbox.moveWriterIndex(to: start)
                requests[index].length = 0
            }
            isAny = true
        }
        if isAny { context.flush() }
    }

    /// Sends all requests when no other is under way, so that nothing can be waiting in the channel.
    private func sendPastTheChannel(_ socket: DirectSocket, _ context: ChannelHandlerContext) -> Bool {
        guard hasAnswered, !requests.isEmpty, !requests.contains(where: { $0.isSent || $0.isStreamed }) else {
            return false
        }
        for index in requests.indices { requests[index].isSent = true }
        let sent = socket.write(outbox)
        let rest = outbox.readableBytes - sent
        if rest > 0, let bytes = outbox.getSlice(at: outbox.readerIndex + sent, length: rest) {
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        }
        return true
    }

    /// Forgets the oldest request, which has its answer.
    private func removeRequest() {
        outbox.moveReaderIndex(forwardBy: requests.removeFirst().length)
        guard requests.isEmpty else { return }
        if outbox.capacity > Self.mostKept { outbox = ByteBuffer() } else { outbox.clear() }
    }

    // MARK: Connections

    private func reconnect() {
        guard !isConnecting else { return }
        isConnecting = true
        connect(self).whenFailure { _ in self.fail("it has closed the connection, and takes no other") }
    }

    /// The connection is gone, or of no use any more.
    private func drop() {
        socket = nil
        hasAnswered = false
        let dropped = context
        context = nil
        dropped?.close(promise: nil)
    }

    /// What a server says of itself is of no interest.
    private static func makeParser() -> ResponseParser { ResponseParser(keeping: "lambda-") }

    private func opened(_ context: ChannelHandlerContext) {
        guard !isClosed else { return context.close(promise: nil) }
        guard isConnecting else { return }
        isConnecting = false
        self.context = context
        parser = Self.makeParser()
        socket = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable { DirectSocket(descriptor: $0) }
        sendRequests()
        if !requests.isEmpty { user?.lineBecameWritable() }
    }

    /// The connection was closed by the other side.
    private func ended() {
        do throws(MeridianError) {
            if let event = try parser.finish() { take(event) }
        } catch {
            return fail(error.message)
        }
        guard context != nil else { return }
        let wasOfUse = hasAnswered
        drop()
        guard !requests.isEmpty else { return }
        guard wasOfUse, !requests.contains(where: { $0.isStreamed && $0.isSent }) else {
            return fail("it has closed the connection")
        }
        sendAgain()
    }

    private func sendAgain() {
        for index in requests.indices { requests[index].isSent = false }
        sendRequests()
    }

    private func fail(_ reason: String) {
        guard !isClosed else { return }
        close()
        user?.lineFailed(reason)
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { opened(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        if context === self.context { drop() }
    }

    func channelActive(context: ChannelHandlerContext) { opened(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard context === self.context else { return }
        receive(unwrapInboundIn(data), context)
        user?.lineRests()
    }

    /// Takes what has come and the event loop does not know of yet.
    /// - Returns: Whether anything had.
    func look() -> Bool {
        guard let socket, socket.isReadable, let context else { return false }
        inbox.clear()
        guard socket.read(into: &inbox) else { return false }
        receive(inbox, context)
        return true
    }

    private func receive(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        isReceiving = true
        defer { isReceiving = false }
        parser.feed(bytes)
        do throws(MeridianError) {
            while context === self.context, let event = try parser.next() { take(event) }
        } catch {
            fail(error.message)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context === self.context, context.channel.isWritable { user?.lineBecameWritable() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if context === self.context { ended() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A connection that was reset is one that was closed: what has no answer is sent again.
        if context === self.context { context.close(promise: nil) }
    }

    private func take(_ event: ResponseParser.Event) {
        switch event {
        case .head(let head):
            self.head = head
        case .body(var part):
            if body.readableBytes == 0, parser.bytesToCome == nil {
                body = part
            } else {
                if body.readableBytes == 0, let rest = parser.bytesToCome, rest <= Self.largestReservation {
                    body.reserveCapacity(part.readableBytes + rest)
                }
                body.writeBuffer(&part)
            }
        case .end: complete()
        }
    }

    private func complete() {
        guard !requests.isEmpty, requests[0].isSent else {
            return fail("it answered \(head.status) when nothing was asked")
        }
        removeRequest()
        hasAnswered = true
        if !parser.keepsAlive {
            drop()
            if !requests.isEmpty { sendAgain() }
        } else if requests.contains(where: { !$0.isSent }) {
            sendRequests()
        }
        let answer = body
        body = ByteBuffer()
        user?.lineAnswered(head, answer)
    }
}
