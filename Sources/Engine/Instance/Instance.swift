import Glibc
import HTTPTransport
import MeridianCore
import NIOCore
import Telemetry
import Wire

/// A worker process and its connection. Lives on its pool's event loop.
final class Instance: @unchecked Sendable {
    enum State: String {
        case starting, ready, draining, ended
    }

    let id: String
    unowned let pool: InstancePool
    let initDeadline: NIODeadline

    private(set) var state = State.starting
    private(set) var pid: pid_t = 0
    private(set) var served = 0
    /// When the worker is killed unless it lets go of what was cancelled.
    private(set) var killDeadline: NIODeadline?
    var idleSince: NIODeadline?
    var servedAtLastLook = 0

    private var connection = CallerConnection<EngineInvocation>()
    private var decoder = FrameDecoder()
    private var out = FrameOutput()
    private var channel: (any Channel)?
    private var flushScheduled = false
    private var isReading = false
    private var held: EngineInvocation?
    private var lastRequest: EngineInvocation?
    /// Why the instance is ended, when the platform does it.
    private var reason: MeridianError?
    private var cancelled = 0
    private var isSpawning = false
    private var isWireClosed = false
    /// Its end is wanted and nothing to report.
    private var isDismissed = false

    init(id: String, pool: InstancePool, initDeadline: NIODeadline) {
        self.id = id
        self.pool = pool
        self.initDeadline = initDeadline
    }

    var inFlight: Int { connection.openStreams }

    /// The invocations that the worker has not let go of, with those that timed out or were cancelled.
    var running: [EngineInvocation] { connection.attachments }

    /// Whether it takes a further invocation now. One that does not heed a cancellation may be stuck and takes none.
    func hasRoom(_ concurrency: Int) -> Bool {
        (state == .ready || state == .starting) && killDeadline == nil && inFlight < concurrency
    }

    // MARK: Start

    func begin(initialization: ByteBuffer) {
        isSpawning = true
        connection.initialize(initialization, into: &out)
    }

    func connected(_ channel: any Channel) {
        guard reason == nil, !isDismissed else { return channel.close(promise: nil) }
        self.channel = channel
        flush()
    }

    /// The outcome of the start; what became of the wire meanwhile is only judged now.
    func spawned(_ result: Result<pid_t, MeridianError>) {
        isSpawning = false
        switch result {
        case .success(let pid):
            self.pid = pid
            if reason != nil || isDismissed { kill(-pid, SIGKILL) }
            if isWireClosed { wireClosed() }
        case .failure(let error):
            if isWireClosed {
                if reason == nil { reason = error }
                wireClosed()
            } else {
                end(error)
            }
        }
    }

    // MARK: Invocations

    /// - Returns: `false` when the wire can't carry the head.
    func open(_ invocation: EngineInvocation, timeoutMilliseconds: UInt32, deadline: NIODeadline) -> Bool {
        let opened = connection.invoke(invocation, into: &out) { out in
            InvocationHead(
                function: invocation.function, trigger: invocation.trigger, timeoutMilliseconds: timeoutMilliseconds,
                request: invocation.request
            ).write(into: &out)
        }
        guard let stream = opened else { return false }
        idleSince = nil
        lastRequest = invocation
        invocation.didOpen(stream, on: self, deadline: deadline)
        scheduleFlush()
        return true
    }

    func send(_ stream: StreamID, _ body: inout OutgoingBody) {
        connection.send(stream, &body, into: &out)
        scheduleFlush()
    }

    func consumed(_ stream: StreamID, _ bytes: Int) {
        connection.consumed(stream, bytes, into: &out)
        if out.readableBytes > 0 { scheduleFlush() }
    }

    /// The answer is no longer wanted. The worker keeps its place until it lets go, and is killed if it does not.
    func cancel(_ invocation: EngineInvocation) {
        guard connection.isOpen(invocation.stream), state != .ended else { return }
        connection.cancel(invocation.stream, into: &out)
        cancelled += 1
        if killDeadline == nil { killDeadline = .now() + pool.configuration.cancellationGrace }
        scheduleFlush()
    }

    // MARK: End

    /// Lets it finish what it serves and leave.
    func drain() {
        guard state == .ready || state == .starting else { return }
        isDismissed = true
        if state == .starting { return end(nil) }
        state = .draining
        connection.drain(into: &out)
        killDeadline = .now() + pool.configuration.drainGrace
        scheduleFlush()
    }

    /// Ends it now.
    /// - Parameter reason: What its callers are told; `nil` when there is nothing to tell.
    func end(_ reason: MeridianError?) {
        guard state != .ended else { return }
        if self.reason == nil { self.reason = reason }
        if pid > 0 { kill(-pid, SIGKILL) }
        if let channel { channel.close(promise: nil) } else { wireClosed() }
    }

    /// The connection is gone, and so, in a moment, is the process.
    func wireClosed() {
        isWireClosed = true
        guard state != .ended, !isSpawning else { return }
        let wasReady = state != .starting
        state = .ended
        if pid <= 0 { return ended(nil, wasReady: wasReady) }
        pool.launcher.reap(pid, patienceMilliseconds: 100, on: pool.eventLoop).whenComplete { result in
            self.ended(try? result.get(), wasReady: wasReady)
        }
    }

    private func ended(_ processEnd: ProcessEnd?, wasReady: Bool) {
        let error = reason ?? crash(processEnd ?? .unknown, wasReady: wasReady)
        let abandoned = connection.close()
        for invocation in abandoned { invocation.fail(error) }
        held = nil
        lastRequest = nil
        pool.instanceEnded(self, error: isDismissed && abandoned.isEmpty ? nil : error, wasReady: wasReady)
    }

    private func crash(_ end: ProcessEnd, wasReady: Bool) -> MeridianError {
        if wasReady {
            return MeridianError(
                .workerCrashed, "the instance \(id) of \(pool.title) \(end) while it served the request", status: 502)
        }
        return MeridianError(
            .initFailed,
            "an instance of \(pool.title) \(end) before it was ready; `meridian logs \(pool.release.service)` shows "
                + "what it printed", status: 502)
    }

    // MARK: What the worker says

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
        case .pong, .nothing:
            break
        }
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
    private func scheduleFlush() {
        guard !flushScheduled, !isReading, channel != nil else { return }
        flushScheduled = true
        pool.eventLoop.execute {
            self.flushScheduled = false
            self.flush()
        }
    }

    private func flush() {
        guard let channel, out.readableBytes > 0 else { return }
        connection.didFlush()
        out.forEachBuffer { channel.write($0, promise: nil) }
        channel.flush()
        out.clear()
    }

    // MARK: Output

    /// The request that a line printed now most likely belongs to: the only one there is, or the last one.
    var requestOfOutput: String? {
        let invocation: EngineInvocation? =
            switch inFlight {
            case 0: lastRequest
            case 1: running.first
            default: nil
            }
        return invocation?.request.fields[RequestID.fieldName]
    }
}
