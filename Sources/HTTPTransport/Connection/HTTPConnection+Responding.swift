import MeridianCore
import NIOCore

extension HTTPConnection {
    /// Bodies up to this size are copied behind their head; larger ones are sent from where they are.
    private static let copyLimit = 16 * 1024
    /// Gathered bytes are handed to the channel at this size even if more are to come.
    private static let gatherLimit = 48 * 1024
    /// A connection at rest keeps no more memory than this for its next answer.
    private static let restLimit = 8 * 1024

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        let length = body.readableBytes
        respond(head, length: length, room: length <= Self.copyLimit ? length : 0) { append(body) }
    }

    func respond(_ head: ResponseHead, text: String) {
        let length = text.utf8.count
        guard length <= Self.copyLimit else { return respond(head, body: ByteBuffer(string: text)) }
        respond(head, length: length, room: length) { outbound.writeString(text) }
    }

    /// - Parameters:
    ///   - length: Of the body.
    ///   - room: What is to be reserved for the body behind the head.
    ///   - sendBody: Called when the response carries the body.
    private func respond(_ head: ResponseHead, length: Int, room: Int, sendBody: () -> Void) {
        guard response == .waiting, phase == .open else { return }
        let framing: ResponseFraming =
            if !head.allowsBody {
                bodiless(head)
            } else if request.isHead {
                .lengthOnly(head.contentLength ?? length)
            } else {
                .length(length)
            }
        if leavesBodyUnread(isWhole: true) { closesAfterResponse = true }
        writeHead(head, framing, extra: framing.allowsBody ? room : 0)
        if framing.allowsBody { sendBody() }
        completeResponse()
    }

    func start(_ head: ResponseHead) {
        guard response == .waiting, phase == .open else { return }
        let length = head.contentLength
        let framing: ResponseFraming =
            if !head.allowsBody || request.isHead {
                bodiless(head)
            } else if let length {
                .length(length)
            } else {
                request.isHTTP10 ? .untilClose : .chunked
            }
        if owesContinue {
            // Who streams an answer before the body has come wants both at once.
            owesContinue = false
            append("HTTP/1.1 100 Continue\r\n\r\n")
        }
        if framing == .untilClose || leavesBodyUnread(isWhole: false) { closesAfterResponse = true }
        writeHead(head, framing, extra: 256)
        responseFraming = framing
        responseLeft = length ?? 0
        response = .streaming
        scheduleFlush()
    }

    func write(_ body: ByteBuffer) -> Bool {
        guard response == .streaming, phase == .open else { return true }
        var length = body.readableBytes
        guard length > 0 else { return isWritable }
        switch responseFraming {
        case .none, .lengthOnly: return true
        case .untilClose: append(body)
        case .chunked:
            appendChunkSize(length)
            append(body)
            append("\r\n")
        case .length:
            let isTooLong = length > responseLeft
            length = min(length, responseLeft)
            responseLeft -= length
            if let part = body.getSlice(at: body.readerIndex, length: length) { append(part) }
            if isTooLong {
                // The client has exactly what it was promised; what it would take for the next answer must not follow.
                let receiver = receiver
                finishTruncated()
                receiver?.exchangeCancelled(
                    MeridianError(.responseLengthMismatch, "the response body is longer than its content-length"))
                return true
            }
        }
        scheduleFlush()
        return isWritable
    }

    func end() {
        guard response == .streaming, phase == .open else { return }
        switch responseFraming {
        case .chunked: append("0\r\n\r\n")
        case .length where responseLeft > 0:
            cut(MeridianError(.responseLengthMismatch, "the response body is shorter than its content-length"))
            return
        case .length, .lengthOnly, .none, .untilClose: break
        }
        completeResponse()
    }

    func fail(_ error: MeridianError) {
        switch response {
        case .waiting:
            let problem = ProblemDetails.render(
                error, requestID: requestFields[RequestID.fieldName], showsCause: loop.configuration.exposeErrors)
            respond(problem.head, body: problem.body)
        case .streaming: cut(error)
        case .done: break
        }
    }

    /// Tells an error of the transport itself and closes: the place of the next request is not known, or no matter.
    func refuse(_ error: MeridianError) {
        guard phase == .open else { return }
        if exchange != nil, response == .streaming {
            cut(error)
            return
        }
        let isAnswering = exchange != nil
        let isAnswered = isAnswering && response == .done
        let receiver = receiver
        self.receiver = nil
        exchange?.detach()
        exchange = nil
        if !isAnswered {
            closesAfterResponse = true
            let problem = ProblemDetails.render(
                error, requestID: isAnswering ? requestFields[RequestID.fieldName] : nil,
                showsCause: loop.configuration.exposeErrors)
            writeHead(problem.head, .length(problem.body.readableBytes), extra: problem.body.readableBytes)
            outbound.writeImmutableBuffer(problem.body)
        }
        close()
        receiver?.exchangeCancelled(error)
    }

    private func bodiless(_ head: ResponseHead) -> ResponseFraming {
        guard head.status != 204, let length = head.contentLength else { return .none }
        return .lengthOnly(length)
    }

    private func writeHead(_ head: ResponseHead, _ framing: ResponseFraming, extra: Int) {
        if loop.isDraining { closesAfterResponse = true }
        prepareOutbound()
        ResponseSerializer.writeHead(
            head, of: requestFields, framing: framing, closes: closesAfterResponse, dateLine: loop.dateLine,
            extra: extra, into: &outbound)
    }

    /// Whether it is plain already that the rest of the request won't be read.
    /// - Parameter isWhole: The response is complete, so a receiver gets nothing more.
    private func leavesBodyUnread(isWhole: Bool) -> Bool {
        guard !isRequestComplete else { return false }
        if owesContinue { return true }
        guard isWhole, case .lengthBody(let remaining) = parser.state else { return false }
        return discarded + remaining > loop.configuration.drainLimit
    }

    private func completeResponse() {
        response = .done
        receiver = nil
        owesWritable = false
        if isRequestComplete {
            finishExchange()
        } else if responseFraming == .untilClose || closesAfterResponse && leavesBodyUnread(isWhole: true) {
            // Otherwise the rest is read first: a client that still sends may take the closed end for a failure.
            close()
        }
        if isProcessing {
            if outbound.readableBytes >= Self.gatherLimit { flush() }
        } else if phase == .open {
            processInput()
            resumeReading()
        }
    }

    /// The request is read and answered: on to the next, or the end.
    func finishExchange() {
        exchange?.detach()
        exchange = nil
        requestFields = HTTPFields()
        activeSince = loop.now
        if closesAfterResponse || loop.isDraining { close() }
    }

    private var isWritable: Bool {
        if channel?.isWritable == true { return true }
        owesWritable = true
        return false
    }

    func prepareOutbound() {
        guard isOutboundSpent else { return }
        isOutboundSpent = false
        outbound.clear()
    }

    func append(_ text: StaticString) {
        prepareOutbound()
        outbound.writeStaticString(text)
    }

    private func append(_ body: ByteBuffer) {
        if body.readableBytes > Self.copyLimit {
            writeApart(body)
        } else {
            prepareOutbound()
            outbound.writeImmutableBuffer(body)
        }
    }

    private func appendChunkSize(_ size: Int) {
        prepareOutbound()
        var shift = 60
        while shift > 0, size &>> shift & 15 == 0 { shift -= 4 }
        while shift >= 0 {
            let nibble = UInt8(truncatingIfNeeded: size &>> shift & 15)
            outbound.writeInteger(nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
            shift -= 4
        }
        outbound.writeStaticString("\r\n")
    }

    private func writeApart(_ body: ByteBuffer) {
        handOver()
        context?.write(wrapOutboundOut(body), promise: nil)
        needsFlush = true
    }

    /// Gives the gathered bytes to the channel.
    private func handOver() {
        guard !isOutboundSpent, outbound.readableBytes > 0 else { return }
        isOutboundSpent = true
        needsFlush = true
        context?.write(wrapOutboundOut(outbound), promise: nil)
    }

    func flush() {
        handOver()
        guard needsFlush else { return }
        needsFlush = false
        context?.flush()
        if exchange == nil, isOutboundSpent, outbound.storageCapacity > Self.restLimit { outbound = ByteBuffer() }
    }

    /// Parts of a stream written in one turn of the loop leave together.
    private func scheduleFlush() {
        if outbound.readableBytes >= min(Self.gatherLimit, loop.configuration.writeHighWatermark) { handOver() }
        guard !isProcessing, !isFlushScheduled else { return }
        isFlushScheduled = true
        loop.eventLoop.assumeIsolated().execute {
            self.isFlushScheduled = false
            self.flush()
        }
    }
}
