import MeridianCore
import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension HTTPConnection {
    /// How long a client may take to close its side once it has its last answer, in ticks.
    private static let lingerTicks = 4
    /// How long after a client closed its sending side it is asked for a sign of life, in ticks.
    private static let probeTicks = 2

    /// Closes once everything written has been sent.
    func close() {
        guard phase == .open else { return }
        phase = .closing
        activeSince = loop.now
        exchange?.detach()
        exchange = nil
        flush()
        guard let context else { return }
        if isInputClosed {
            // Closing the output of a half-closed channel would drop what waits to be sent.
            let promise = context.eventLoop.makePromise(of: Void.self)
            promise.futureResult.assumeIsolated().whenComplete { _ in self.abort() }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: promise)
        } else {
            context.close(mode: .output, promise: nil)
        }
        resumeReading()
    }

    func outputClosed() {
        guard phase == .closing else { return }
        if isInputClosed {
            abort()
        } else {
            phase = .lingering
            activeSince = loop.now
        }
    }

    /// Closes at once.
    func abort() {
        guard phase != .closed else { return }
        phase = .closed
        context?.close(mode: .all, promise: nil)
    }

    /// Breaks off a response that has begun, so that the client sees that it is not whole.
    func cut(_ error: MeridianError) {
        if responseFraming == .untilClose {
            // A plain close is how such a body ends, so only a reset tells that it did not.
            _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        response = .done
        let context = context
        phase = .closed
        abandonExchange(error)
        context?.close(mode: .all, promise: nil)
    }

    /// Ends after a response that a handler tried to make longer than it had said.
    func finishTruncated() {
        response = .done
        receiver = nil
        close()
    }

    /// Ends an idle connection now and a busy one after its current exchange.
    func drain() {
        upgraded?.drain()
        guard phase == .open else { return }
        if exchange == nil, parser.bufferedBytes == 0 { abort() }
    }

    /// Called at every tick, to enforce what has a deadline.
    func check(at now: Int) {
        if checkWriting(at: now) { return }
        switch phase {
        case .open:
            if exchange != nil {
                checkExchange(at: now)
            } else if headSince > 0 {
                if now - headSince > loop.headTicks {
                    refuse(
                        MeridianError(
                            .headTimeout, "the request head was not complete in time; send it faster", status: 408))
                }
            } else if now - activeSince > loop.idleTicks {
                abort()
            }
        case .lingering:
            if now - activeSince > Self.lingerTicks { abort() }
        case .closing, .closed, .upgraded: break
        }
    }

    private func checkExchange(at now: Int) {
        if !isRequestComplete, !isReadHeld, !isInputClosed, now - activeSince > loop.bodyTicks {
            refuse(
                MeridianError(
                    .bodyTimeout, "the request body stopped coming; send it faster or in one piece", status: 408))
        } else if isInputClosed, !request.isHTTP10, response == .waiting, probedAt == 0,
            now - activeSince > Self.probeTicks
        {
            // A client that only closed its sending side skips an interim response; one that is gone answers with
            // a reset, which cancels the exchange. TCP has no other way to tell the two apart.
            probedAt = now
            append("HTTP/1.1 102 Processing\r\n\r\n")
            flush()
        }
    }

    /// - Returns: Whether the connection was cut because its client takes nothing.
    private func checkWriting(at now: Int) -> Bool {
        guard phase == .closing || channel?.isWritable == false,
            let waiting = try? channel?.syncOptions?.getOption(.bufferedWritableBytes), waiting > 0
        else {
            stalledSince = 0
            return false
        }
        if stalledSince == 0 || waiting != stalledBytes {
            stalledSince = now
            stalledBytes = waiting
            return false
        }
        guard now - stalledSince > loop.writeTicks else { return false }
        abandonExchange(
            MeridianError(.responseStalled, "the client took no byte of its answer in time", status: 499))
        abort()
        return true
    }
}
