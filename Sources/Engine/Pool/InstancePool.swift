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
    let launcher: WorkerLauncher
    /// Where instances come from when the code is JavaScript.
    let isolates: IsolateSource?
    let logs: LogStore
    let pulse: EnginePulse
    let initialization: ByteBuffer
    /// Whether variables of its instances name secrets, which each instance gets when it starts.
    let hasSecrets: Bool
    let timeouts: [TimeAmount]

    var instances: [Instance] = []
    var waiting = CircularBuffer<EngineInvocation>()
    var abandonedWaiting = 0
    var backoff = StartBackoff()
    var isRetiring = false
    var started = 0
    var crashed = 0
    var nextInstance = 1
    var renewals: [Renewal] = []
    var readyPromise: EventLoopPromise<Void>?
    var retiredPromise: EventLoopPromise<Void>?

    init(
        release: Release, group: GroupPlan.Group, configuration: EngineConfiguration, launcher: WorkerLauncher,
        isolates: IsolateSource?, logs: LogStore, pulse: EnginePulse
    ) {
        self.release = release
        self.group = group
        self.configuration = configuration
        self.eventLoop = pulse.eventLoop
        self.launcher = launcher
        self.isolates = isolates
        self.logs = logs
        self.pulse = pulse
        var initialization = ByteBuffer()
        WorkerInitialization(release, code: isolates?.code(for: group, variables: group.options.environment))
            .write(into: &initialization)
        self.initialization = initialization
        self.hasSecrets = group.options.environment.values.contains(where: SecretTemplate.isTemplate)
        self.timeouts = release.manifest.functions.map { function in
            .nanoseconds(Int64(release.manifest.options(of: function).timeout * 1e9))
        }
    }

    /// How messages name it.
    var title: String {
        group.name == GroupPlan.sharedName ? "\(release.service)" : "\(release.service)/\(group.name)"
    }

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

    func assign(_ invocation: EngineInvocation, to instance: Instance) {
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

    /// Where the package is, as a worker sees it.
    var packageDirectory: String {
        configuration.sandbox == nil ? release.directory : Sandbox.packageDirectory
    }

    var initNanoseconds: Int64 { Int64(group.options.initTimeout * 1e9) }

    var waitingCount: Int { waiting.count - abandonedWaiting }

    func didGiveUpWaiting() {
        abandonedWaiting += 1
        if abandonedWaiting > 64 { compactWaiting() }
    }

    private func compactWaiting() {
        waiting = CircularBuffer(waiting.filter { $0.phase == .waiting })
        abandonedWaiting = 0
    }

    func nextWaiting() -> EngineInvocation? {
        while let invocation = waiting.popFirst() {
            if invocation.phase == .waiting { return invocation }
            abandonedWaiting -= 1
        }
        return nil
    }

    func serveWaiting(_ instance: Instance) {
        while waitingCount > 0, instance.hasRoom(group.options.concurrency), let invocation = nextWaiting() {
            assign(invocation, to: instance)
        }
    }
}

extension WorkerInitialization {
    init(_ release: Release, code: Code?) {
        self.init(
            service: release.service.rawValue, release: release.number,
            functions: release.manifest.functions.map { function in
                Function(
                    name: function.name.rawValue,
                    triggerPaths: function.triggers.map { trigger in
                        if case .http(let http) = trigger { http.path } else { "" }
                    })
            }, code: code)
    }
}
