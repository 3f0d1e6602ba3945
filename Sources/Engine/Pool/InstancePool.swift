import Admission
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
    /// Tells a worker that is its own program what it runs.
    let initialization: ByteBuffer
    /// The variables of the group, with those that lead to services it calls.
    let plainVariables: [String: String]
    /// Whether variables of its instances name secrets, which each instance gets when it starts.
    let hasSecrets: Bool
    let timeouts: [TimeAmount]
    /// `nil` when its instances get what they get.
    let processors: ProcessorShare?

    var instances: [Instance] = []
    /// Those who gave up are among them until their turn comes, or there are too many.
    var waiting = FairQueue<EngineInvocation>(longestWait: .max)
    var abandonedWaiting = 0
    var backoff = StartBackoff()
    /// Instances that are kept ready in any case.
    var wantedStandby: Int
    var autoscaler: Autoscaler
    /// Instances that the load asked for when it was last looked at.
    var wantedByLoad = 0
    /// Requests at a time up to which an instance is filled before the next one gets any.
    let targetInFlight: Int
    var isRetiring = false
    /// Whether instances are kept that no request needs at the moment.
    var keepsStandby = true
    var started = 0
    var crashed = 0
    /// Instances that ended before they were ready, one after another.
    var failedStarts = 0
    /// What the last of them ended with.
    var startProblem: String?
    var nextInstance = 1
    var figures: PoolFigures
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
        wantedStandby = group.options.standby
        autoscaler = Autoscaler(Autoscaler.Settings(group.options))
        targetInFlight = max(1, Int(group.options.scaling.target.rounded(.up)))
        processors = ProcessorShare(group.options, launcher.division)
        figures = PoolFigures(functions: release.manifest.functions.count)
        self.eventLoop = pulse.eventLoop
        self.launcher = launcher
        self.isolates = isolates
        self.logs = logs
        self.pulse = pulse
        plainVariables = group.options.environment.merging(
            configuration.calls?.variables(for: release.manifest.bindings ?? [:]) ?? [:]
        ) { own, _ in own }
        var initialization = ByteBuffer()
        WorkerInitialization(release, code: nil).write(into: &initialization)
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
        function: Int, trigger: Int, request: RequestHead, responder: any ExchangeResponder, permit: Permit? = nil
    ) -> any ExchangeReceiver {
        let invocation = EngineInvocation(
            function: function, trigger: trigger, request: request, responder: responder, permit: permit, pool: self)
        if waitingCount == 0, mayStart(invocation), let instance = readyInstance() {
            assign(invocation, to: instance)
            return invocation
        }
        enqueue(invocation)
        // Those who wait may be held back by limits of their own, and this one not.
        if invocation.phase == .waiting, mayStart(invocation), let instance = readyInstance() { serveWaiting(instance) }
        return invocation
    }

    /// The first instance below its target, so that those behind it become idle when there is less to do; when all are
    /// at it, the one that has least.
    func readyInstance() -> Instance? {
        var least: Instance?
        for instance in instances where instance.state == .ready && instance.hasRoom(group.options.concurrency) {
            let inFlight = instance.inFlight
            if inFlight < targetInFlight { return instance }
            if inFlight < least?.inFlight ?? .max { least = instance }
        }
        return least
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

    /// Where the package is, as a worker sees it.
    var packageDirectory: String {
        configuration.sandbox == nil ? release.directory : Sandbox.packageDirectory
    }

    var initNanoseconds: Int64 { Int64(group.options.initTimeout * 1e9) }
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
