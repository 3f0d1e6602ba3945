import HTTPTransport
import MeridianCore
import NIOCore
import Wire

/// What a worker on the wire says, and how the answer to it leaves.
extension Instance {
    func received(_ bytes: ByteBuffer) {
        isReading = true
        decoder.feed(bytes)
        do {
            while let frame = try decoder.next() { handle(try connection.receive(frame)) }
        } catch {
            end(
                MeridianError(
                    .wireBroken, "the instance \(id) of \(pool.title) broke the wire protocol: \(error)", status: 502))
        }
    }

    func readBurstEnded() {
        isReading = false
        releaseHeld()
        flush()
    }

    private func handle(_ event: CallerConnection<EngineInvocation>.Event) {
        switch event {
        case .response(let invocation, var head, let isEnd):
            releaseHeld()
            guard let parsed = ResponseHead(reading: &head) else {
                return end(
                    MeridianError(.wireBroken, "a response head of \(pool.title) is malformed", status: 502))
            }
            invocation.heldHead = parsed
            if isEnd {
                invocation.answer(ByteBuffer(), isEnd: true)
                released(invocation)
            } else {
                held = invocation
            }
        case .data(let invocation, let bytes, let isEnd):
            if held !== invocation { releaseHeld() }
            held = nil
            invocation.answer(bytes, isEnd: isEnd)
            if isEnd { released(invocation) }
        case .writable(let invocation):
            invocation.sendBody()
        case .failed(let invocation, let message):
            held = nil
            invocation.fail(
                MeridianError(
                    .workerGaveUp, "the worker of \(pool.title) gave up: \(String(buffer: message))", status: 502))
            released(invocation)
        case .ready:
            state = .ready
            readyAt = .now()
            pool.instanceReady(self)
        case .workerFailed(let message):
            end(
                MeridianError(
                    state == .starting ? .initFailed : .workerGaveUp,
                    "an instance of \(pool.title) could not start: \(String(buffer: message))", status: 502))
        case .released:
            cancelled -= 1
            if cancelled == 0 && state == .ready { killDeadline = nil }
            pool.slotFreed(self)
        case .pong:
            // It has given memory back.
            lastMemory = nil
        case .nothing:
            break
        }
    }

    /// Lets a worker that has nothing to do give back memory that it does not need.
    func rest() {
        guard !isResting, adapter == nil, state == .ready else { return }
        isResting = true
        connection.ping(0, into: &out)
        scheduleFlush()
    }

    private func released(_ invocation: EngineInvocation) {
        served += 1
        pool.slotFreed(self)
    }

    private func releaseHeld() {
        held?.releaseHead()
        held = nil
    }

    // MARK: Flush

    /// Everything written in one turn of the event loop leaves in one system call.
    func scheduleFlush() {
        guard !flushScheduled, !isReading, channel != nil else { return }
        flushScheduled = true
        pool.eventLoop.execute {
            self.flushScheduled = false
            self.flush()
        }
    }

    func flush() {
        guard let channel, out.readableBytes > 0 else { return }
        connection.didFlush()
        out.forEachBuffer { channel.write($0, promise: nil) }
        channel.flush()
        out.clear()
    }
}
