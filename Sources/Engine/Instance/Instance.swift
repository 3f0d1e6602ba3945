import Glibc
import HTTPTransport
import MeridianCore
import NIOCore
import Telemetry
import Wire

/// A worker process and the way to it: the wire, or an adapter for a worker that speaks something else. Lives on its
/// pool's event loop.
final class Instance: @unchecked Sendable {
    enum State: String {
        case starting, ready, draining, ended
    }

    let id: String
    unowned let pool: InstancePool
    let initDeadline: NIODeadline

    var state = State.starting
    private(set) var pid: pid_t = 0
    let createdAt = NIODeadline.now()
    private(set) var spawnedAt: NIODeadline?
    var readyAt: NIODeadline?
    /// When it was handed its first request, which may be before it was ready.
    var firstCallAt: NIODeadline?
    var firstAnswerAt: NIODeadline?
    var served = 0
    /// When the worker is killed unless it lets go of what was cancelled.
    var killDeadline: NIODeadline?
    var idleSince: NIODeadline?
    /// It was told that there is nothing to do.
    var isResting = false
    var servedAtLastLook = 0
    var servedAtLastUsage = 0
    /// At the last look, in bytes.
    var lastMemory: Int?
    /// That its processes used, at the last look, in microseconds.
    var seenProcessorTime: UInt64 = 0
    /// Limits that the kernel keeps for its processes together.
    var controlGroup: ControlGroups.Group?
    /// The most memory that it was seen to use, in bytes.
    var seenMemory: Int?

    var connection = CallerConnection<EngineInvocation>()
    var decoder = FrameDecoder()
    var out = FrameOutput()
    var channel: (any Channel)?
    var flushScheduled = false
    var isReading = false
    var held: EngineInvocation?
    var lastRequest: EngineInvocation?
    /// The way to a worker that does not speak the wire; what it serves is in ``calls`` then.
    private(set) var adapter: (any WorkerAdapter)?
    var calls: [EngineInvocation] = []
    /// Why the instance is ended, when the platform does it.
    private var reason: MeridianError?
    /// Whether it is replaced, and only finishes what it was given while it started.
    var isOutdated = false
    var cancelled = 0
    private var isSpawning = false
    private var isWorkerGone = false
    /// Its end is wanted and nothing to report.
    private var isDismissed = false

    init(id: String, pool: InstancePool, initDeadline: NIODeadline) {
        self.id = id
        self.pool = pool
        self.initDeadline = initDeadline
    }

    var inFlight: Int { adapter == nil ? connection.openStreams : calls.count }

    /// The invocations that the worker has not let go of, with those that timed out or were cancelled.
    var running: [EngineInvocation] { adapter == nil ? connection.attachments : calls }

    /// Whether it takes a further invocation now. One that does not heed a cancellation may be stuck and takes none.
    func hasRoom(_ concurrency: Int) -> Bool {
        (state == .ready || state == .starting) && killDeadline == nil && inFlight < concurrency
    }

    // MARK: Start

    func begin(initialization: ByteBuffer, adapter: (any WorkerAdapter)?) {
        isSpawning = true
        self.adapter = adapter
        if adapter == nil { connection.initialize(initialization, into: &out) }
    }

    func connected(_ channel: any Channel) {
        guard reason == nil, !isDismissed else { return channel.close(promise: nil) }
        self.channel = channel
        flush()
    }

    /// The outcome of the start; what became of the wire meanwhile is only judged now.
    func spawned(_ result: Result<StartedProcess, MeridianError>) {
        isSpawning = false
        switch result {
        case .success(let process):
            pid = process.pid
            spawnedAt = .now()
            controlGroup = process.group
            pool.divideProcessors(with: self)
            if reason != nil || isDismissed { kill(-pid, SIGKILL) }
            if isWorkerGone { return workerGone() }
            adapter?.processStarted()
        case .failure(let error):
            if isWorkerGone {
                if reason == nil { reason = error }
                workerGone()
            } else {
                end(error)
            }
        }
    }

    // MARK: Invocations

    /// - Returns: `false` when the wire can't carry the head.
    func open(_ invocation: EngineInvocation, timeoutMilliseconds: UInt32, deadline: NIODeadline) -> Bool {
        if let adapter {
            begin(invocation, through: adapter, deadline: deadline)
            return true
        }
        let opened = connection.invoke(invocation, into: &out) { out in
            InvocationHead(
                function: invocation.function, trigger: invocation.trigger, timeoutMilliseconds: timeoutMilliseconds,
                request: invocation.request
            ).write(into: &out)
        }
        guard let stream = opened else { return false }
        idleSince = nil
        isResting = false
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
    /// - Parameter lateness: Why, when the time is up rather than the caller gone.
    func cancel(_ invocation: EngineInvocation, because lateness: MeridianError? = nil) {
        guard state != .ended else { return }
        if let call = invocation.call { return call.cancel(because: lateness) }
        guard connection.isOpen(invocation.stream) else { return }
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
        killDeadline = .now() + pool.configuration.drainGrace
        if adapter != nil { return leaveWhenIdle() }
        connection.drain(into: &out)
        scheduleFlush()
    }

    /// Ends it now.
    /// - Parameter reason: What its callers are told; `nil` when there is nothing to tell.
    func end(_ reason: MeridianError?) {
        guard state != .ended else { return }
        if self.reason == nil { self.reason = reason }
        if pid > 0 { kill(-pid, SIGKILL) }
        if let channel { channel.close(promise: nil) } else { workerGone() }
    }

    /// The connection is gone or the process has ended; in a moment both are.
    func workerGone() {
        isWorkerGone = true
        guard state != .ended, !isSpawning else { return }
        let wasReady = state != .starting
        state = .ended
        adapter?.close()
        if pid <= 0 { return ended(nil, wasReady: wasReady) }
        let process = StartedProcess(pid: pid, group: controlGroup)
        pool.launcher.reap(process, patienceMilliseconds: 100, on: pool.eventLoop).whenComplete { result in
            let end = try? result.get()
            // A sandbox that was killed did not wait for its worker, of which the last look knows more then.
            self.seenProcessorTime = max(self.seenProcessorTime, end?.processorMicroseconds ?? 0)
            if end?.ranOutOfMemory == true, self.reason == nil {
                self.reason = MeridianError(
                    .memoryExceeded,
                    "the instance \(self.id) of \(self.pool.title) used more memory than memorySize allows, which is "
                        + "\(self.pool.group.options.memorySize) MiB", status: 502)
            }
            self.ended(self.pool.configuration.sandbox == nil ? end?.end : end?.end.ofChild, wasReady: wasReady)
        }
    }

    private func ended(_ processEnd: ProcessEnd?, wasReady: Bool) {
        let error = reason ?? crash(processEnd ?? .unknown, wasReady: wasReady)
        let abandoned = adapter == nil ? connection.close() : calls
        calls = []
        for invocation in abandoned {
            invocation.fail(error)
            invocation.callEnded()
        }
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

    /// Bytes in RAM; `nil` when it is gone or the system does not tell.
    func residentMemory() -> Int? {
        guard pid > 0 else { return nil }
        let isAlone = adapter == nil && pool.configuration.sandbox == nil
        guard let bytes = isAlone ? ResidentMemory.bytes(of: pid) : ProcessTree.residentBytes(below: pid) else {
            return nil
        }
        seenMemory = max(seenMemory ?? 0, bytes)
        return bytes
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
