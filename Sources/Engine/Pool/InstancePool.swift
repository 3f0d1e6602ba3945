import HTTPTransport
import MeridianCore
import NIOCore
import Telemetry
import Wire

/// The instances of one group of a release. Lives on one event loop.
final class InstancePool: @unchecked Sendable {
    let release: Release
    let group: GroupPlan.Group
    let configuration: EngineConfiguration
    let eventLoop: any EventLoop
    let launcher: ProcessLauncher
    let logs: LogStore
    let pulse: EnginePulse
    private let initialization: ByteBuffer
    private let timeouts: [TimeAmount]

    private(set) var instances: [Instance] = []
    private var waiting = CircularBuffer<EngineInvocation>()
    private var abandonedWaiting = 0
    private var backoff = StartBackoff()
    private var isRetiring = false
    private var started = 0
    private var crashed = 0
    private var nextInstance = 1
    private var readyPromise: EventLoopPromise<Void>?
    private var retiredPromise: EventLoopPromise<Void>?

    init(
        release: Release, group: GroupPlan.Group, configuration: EngineConfiguration, launcher: ProcessLauncher,
        logs: LogStore, pulse: EnginePulse
    ) {
        self.release = release
        self.group = group
        self.configuration = configuration
        self.eventLoop = pulse.eventLoop
        self.launcher = launcher
        self.logs = logs
        self.pulse = pulse
        var initialization = ByteBuffer()
        WorkerInitialization(release).write(into: &initialization)
        self.initialization = initialization
        self.timeouts = release.manifest.functions.map { function in
            .nanoseconds(Int64(release.manifest.options(of: function).timeout * 1e9))
        }
    }

    /// How messages name it.
    var title: String {
        group.name == GroupPlan.sharedName ? "\(release.service)" : "\(release.service)/\(group.name)"
    }

    // MARK: Dispatch

    func dispatch(
        function: Int, trigger: Int, request: RequestHead, responder: any ExchangeResponder
    ) -> any ExchangeReceiver {
        let invocation = EngineInvocation(
            function: function, trigger: trigger, request: request, responder: responder, pool: self)
        if waitingCount == 0, let instance = readyInstance() {
            assign(invocation, to: instance)
            return invocation
        }
        enqueue(invocation)
        return invocation
    }

    private func readyInstance() -> Instance? {
        instances.first { $0.state == .ready && $0.hasRoom(group.options.concurrency) }
    }

    private func assign(_ invocation: EngineInvocation, to instance: Instance) {
        let timeout = timeouts[invocation.function]
        // The pulse may be behind by a beat, and a starting instance has its own limit first.
        let begin = instance.state == .starting ? instance.initDeadline : pulse.now + EnginePulse.beat
        let opened = instance.open(
            invocation, timeoutMilliseconds: UInt32(clamping: timeout.nanoseconds / 1_000_000),
            deadline: begin + timeout)
        if !opened {
            invocation.fail(
                MeridianError(
                    .notDispatchable, "the request could not be handed to an instance of \(title)", status: 502))
        }
    }

    private func enqueue(_ invocation: EngineInvocation) {
        if isRetiring && instances.isEmpty {
            return invocation.fail(
                MeridianError(.engineStopping, "\(title) is being stopped", status: 503, retryAfter: 1))
        }
        let now = NIODeadline.now()
        let pause = backoff.remaining(now: now)
        if instances.isEmpty && pause > .seconds(1) {
            return invocation.fail(
                MeridianError(
                    .backingOff, "\(title) crashed \(backoff.crashes) times in a row; its next start waits",
                    status: 503,
                    retryAfter: Int(pause.nanoseconds / 1_000_000_000) + 1))
        }
        guard waitingCount < configuration.maxWaiting else {
            return invocation.fail(
                MeridianError(
                    .tooManyWaiting,
                    "all \(instances.count) instances of \(title) are busy and \(waitingCount) requests wait already",
                    status: 429, retryAfter: 1))
        }
        invocation.deadline = now + timeouts[invocation.function] + .nanoseconds(initNanoseconds)
        waiting.append(invocation)
        pulse.watch(self)
        scaleUp(now: now)
    }

    private var initNanoseconds: Int64 { Int64(group.options.initTimeout * 1e9) }

    private var waitingCount: Int { waiting.count - abandonedWaiting }

    func didGiveUpWaiting() {
        abandonedWaiting += 1
        if abandonedWaiting > 64 { compactWaiting() }
    }

    private func compactWaiting() {
        waiting = CircularBuffer(waiting.filter { $0.phase == .waiting })
        abandonedWaiting = 0
    }

    private func nextWaiting() -> EngineInvocation? {
        while let invocation = waiting.popFirst() {
            if invocation.phase == .waiting { return invocation }
            abandonedWaiting -= 1
        }
        return nil
    }

    private func serveWaiting(_ instance: Instance) {
        while waitingCount > 0, instance.hasRoom(group.options.concurrency), let invocation = nextWaiting() {
            assign(invocation, to: instance)
        }
    }

    // MARK: Scale

    /// Starts as many instances as those who wait need, and never more than the maximum.
    private func scaleUp(now: NIODeadline) {
        guard !isRetiring, backoff.allowsStart(now: now) else { return }
        let concurrency = group.options.concurrency
        var starting = 0
        for instance in instances where instance.state == .starting {
            starting += max(0, concurrency - instance.inFlight)
        }
        while waitingCount > starting, liveCount < group.options.maxInstances {
            // After a crash one probe is enough to learn whether it works again.
            if backoff.crashes > 0 && instances.contains(where: { $0.state == .starting }) { return }
            let instance = start(now: now)
            // The first request travels with the start when nobody else could take it.
            if !instances.contains(where: { $0.state == .ready }), instance.state == .starting,
                let invocation = nextWaiting()
            {
                assign(invocation, to: instance)
            }
            starting += concurrency
        }
    }

    private var liveCount: Int {
        instances.count { $0.state == .starting || $0.state == .ready }
    }

    private func keepStandby(now: NIODeadline) {
        guard !isRetiring, backoff.allowsStart(now: now) else { return }
        while liveCount < min(group.options.standby, group.options.maxInstances) {
            let instance = start(now: now)
            if instance.state == .ended { return }
        }
    }

    private func start(now: NIODeadline) -> Instance {
        let instance = Instance(
            id: "\(release.number)-\(group.name)-\(nextInstance)", pool: self,
            initDeadline: now + .nanoseconds(initNanoseconds))
        nextInstance += 1
        started += 1
        instances.append(instance)
        instance.begin(initialization: initialization)
        pulse.watch(self)
        launch(instance)
        return instance
    }

    // MARK: What instances report

    func instanceReady(_ instance: Instance) {
        readyPromise?.succeed()
        readyPromise = nil
        serveWaiting(instance)
        if isRetiring && waitingCount == 0 { instance.drain() }
    }

    func slotFreed(_ instance: Instance) {
        if backoff.crashes > 0 && instance.served > 0 { backoff.succeeded() }
        if waitingCount > 0 { serveWaiting(instance) }
    }

    func instanceEnded(_ instance: Instance, error: MeridianError?, wasReady: Bool) {
        instances.removeAll { $0 === instance }
        let now = NIODeadline.now()
        if let error, !isRetiring || !wasReady {
            crashed += 1
            backoff.crashed(now: now)
            logs.append(
                LogEntry(
                    service: release.service, release: release.number, instance: instance.id, level: .error,
                    stream: .platform, message: error.description))
            if !wasReady {
                readyPromise?.fail(error)
                readyPromise = nil
            }
        }
        if isRetiring {
            finishRetiring()
        } else {
            scaleUp(now: now)
            keepStandby(now: now)
        }
    }

    // MARK: Beats

    /// Looks after deadlines, idle instances and memory.
    /// - Returns: Whether there is anything to look after.
    func beat(now: NIODeadline, checksMemory: Bool) -> Bool {
        for invocation in waiting where invocation.phase == .waiting && invocation.deadline < now {
            invocation.fail(
                MeridianError(
                    .waitedTooLong, "no instance of \(title) became free in time", status: 503, retryAfter: 1))
            didGiveUpWaiting()
        }
        for instance in instances { look(after: instance, now: now, checksMemory: checksMemory) }
        if waitingCount > 0 { scaleUp(now: now) }
        keepStandby(now: now)
        return !instances.isEmpty || waitingCount > 0
    }

    private func look(after instance: Instance, now: NIODeadline, checksMemory: Bool) {
        if instance.state == .starting && instance.initDeadline < now {
            return instance.end(
                MeridianError(
                    .initTimedOut, "an instance of \(title) was not ready within \(group.options.initTimeout) s",
                    status: 504))
        }
        for invocation in instance.running where invocation.phase == .running && invocation.deadline < now {
            let seconds = Double(timeouts[invocation.function].nanoseconds) / 1e9
            instance.cancel(invocation)
            invocation.fail(
                MeridianError(
                    .deadlineExceeded,
                    "\(release.service)/\(release.manifest.functions[invocation.function].name) did not answer within "
                        + "\(seconds) s", status: 504))
        }
        if let deadline = instance.killDeadline, deadline < now {
            return instance.end(
                MeridianError(
                    .workerCrashed,
                    "the instance \(instance.id) of \(title) was killed because an invocation ran on after its timeout",
                    status: 502))
        }
        if checksMemory, instance.pid > 0, instance.served != instance.servedAtLastLook || instance.inFlight > 0 {
            instance.servedAtLastLook = instance.served
            checkMemory(instance)
        }
        retireIfIdle(instance, now: now)
    }

    private func checkMemory(_ instance: Instance) {
        let limit = group.options.memorySize << 20
        guard let resident = ResidentMemory.bytes(of: instance.pid), resident > limit else { return }
        instance.end(
            MeridianError(
                .memoryExceeded,
                "the instance \(instance.id) of \(title) used \(resident >> 20) MiB, where memorySize allows "
                    + "\(group.options.memorySize)", status: 502))
    }

    private func retireIfIdle(_ instance: Instance, now: NIODeadline) {
        guard instance.state == .ready, instance.inFlight == 0 else {
            instance.idleSince = nil
            return
        }
        guard let since = instance.idleSince else {
            instance.idleSince = now
            return
        }
        if since + .nanoseconds(Int64(group.options.idleTimeout * 1e9)) < now, liveCount > group.options.standby {
            instance.drain()
        }
    }

    // MARK: Activation and retirement

    /// Starts the standby instances.
    /// - Parameter verify: Whether to start one in any case, to see that it does.
    /// - Returns: A future that fails with what kept the first instance from becoming ready.
    func activate(verify: Bool) -> EventLoopFuture<Void> {
        keepStandby(now: .now())
        if verify && liveCount == 0 { _ = start(now: .now()) }
        if instances.isEmpty || instances.contains(where: { $0.state == .ready }) {
            return eventLoop.makeSucceededVoidFuture()
        }
        let promise = eventLoop.makePromise(of: Void.self)
        readyPromise = promise
        return promise.futureResult
    }

    /// Serves what waits, lets every instance finish and leave.
    func retire() -> EventLoopFuture<Void> {
        let promise = retiredPromise ?? eventLoop.makePromise(of: Void.self)
        retiredPromise = promise
        isRetiring = true
        if waitingCount == 0 {
            for instance in instances { instance.drain() }
        }
        finishRetiring()
        return promise.futureResult
    }

    private func finishRetiring() {
        guard instances.isEmpty else { return }
        while let invocation = nextWaiting() {
            invocation.fail(MeridianError(.engineStopping, "\(title) is being stopped", status: 503, retryAfter: 1))
        }
        pulse.forget(self)
        retiredPromise?.succeed()
    }

    func status() -> GroupStatus {
        GroupStatus(
            group: group.name, functions: group.functions.map { release.manifest.functions[$0].name.rawValue },
            instances: instances.map { instance in
                GroupStatus.Instance(
                    id: instance.id, pid: Int(instance.pid), state: instance.state.rawValue,
                    inFlight: instance.inFlight, served: instance.served,
                    residentBytes: ResidentMemory.bytes(of: instance.pid))
            },
            waiting: waitingCount, started: started, crashed: crashed)
    }
}

extension WorkerInitialization {
    init(_ release: Release) {
        self.init(
            service: release.service.rawValue, release: release.number,
            functions: release.manifest.functions.map { function in
                Function(
                    name: function.name.rawValue,
                    triggerPaths: function.triggers.map { trigger in
                        if case .http(let http) = trigger { http.path } else { "" }
                    })
            })
    }
}
