public import Admission
import Glibc
public import MeridianCore
public import NIOCore
import Synchronization
public import Telemetry

/// Starts, feeds and retires the instances of all services.
public final class Engine: Sendable {
    /// What it can run.
    public static let runtimes: [Runtime] = [.swift, .javascript, .custom, .nodejs, .python3]

    /// Who may run and what waits; the gateway in front asks the same.
    public let admission: AdmissionControllers
    private let configuration: EngineConfiguration
    private let logs: LogStore
    private let launcher: WorkerLauncher
    /// How the processors are divided between services that ask for it.
    public var processorDivision: ProcessorDivision { launcher.division }
    /// `nil` without a program for JavaScript.
    private let idleWorkers: IdleProcesses?
    private let pulses: [EnginePulse]
    let activations = Activations()
    private let nextPulse = Atomic(0)

    /// - Parameters:
    ///   - group: The event loops that serve requests; each group of instances lives on one of them.
    ///   - logs: Takes what workers print and what happens to them.
    ///   - clock: What admission is told the time by.
    public init(
        configuration: EngineConfiguration, group: any EventLoopGroup, logs: LogStore,
        clock: AdmissionClock = .monotonic
    ) {
        let admission = AdmissionControllers(group: group, clock: clock)
        self.admission = admission
        self.configuration = configuration
        self.logs = logs
        var inherited: [String: String] = [:]
        for name in configuration.inheritedEnvironment {
            if let value = getenv(name) { inherited[name] = String(cString: value) }
        }
        let eventLoop = group.next()
        let processes = WorkerLauncher(processes: ProcessLauncher())
        let sandboxes = configuration.sandbox.map { sandbox in
            IdleProcesses(sandbox.waiting, launcher: processes, groups: ControlGroups(), eventLoop: eventLoop)
        }
        let launcher = WorkerLauncher(
            processes: processes.processes, sandboxes: sandboxes, division: processes.division)
        self.launcher = launcher
        idleWorkers = configuration.isolateExecutable.map { executable in
            let command = WorkerCommand(isolateWorker: executable, configuration, inherited)
            return IdleProcesses(
                configuration.sandbox?.place(program: command, processes: configuration.processesPerInstance)
                    ?? command,
                launcher: launcher, eventLoop: eventLoop)
        }
        self.pulses = group.makeIterator().map { eventLoop in
            EnginePulse(
                eventLoop: eventLoop, inheritedEnvironment: inherited, admission: admission[eventLoop], clock: clock)
        }
    }

    /// Makes a release callable.
    /// - Parameters:
    ///   - verify: Start an instance of each group and wait until it is ready. Without, groups start at their first
    ///     request, but for what standby asks.
    ///   - keepsStandby: Whether instances stand by that no request needs.
    /// - Returns: When what was started is ready.
    /// - Throws: ``MeridianError`` with what kept an instance from becoming ready; nothing is left running then.
    public func activate(
        _ release: Release, verify: Bool = true, keepsStandby: Bool = true
    ) async throws(MeridianError) -> ActiveRelease {
        launcher.sandboxes?.fill()
        let plan = GroupPlan(release.manifest)
        let isolates = try isolates(for: release)
        let pools = plan.groups.map { group in
            InstancePool(
                release: release, group: group, configuration: configuration, launcher: launcher, isolates: isolates,
                logs: logs,
                pulse: pulses[nextPulse.wrappingAdd(1, ordering: .relaxed).oldValue % pulses.count])
        }
        let active = ActiveRelease(
            release, activation: activations.number(), pools: pools,
            poolOfFunction: plan.groupOfFunction.map { pools[$0] })
        activations.add(active)
        // All at once: each waits for a process of its own.
        let beginnings = pools.map { pool in
            pool.eventLoop.flatSubmit {
                pool.keepsStandby = keepsStandby
                return pool.activate(verify: verify)
            }
        }
        var problem: (any Error)?
        for beginning in beginnings {
            do {
                try await beginning.get()
            } catch {
                problem = problem ?? error
            }
        }
        if let problem {
            await retire(active)
            throw problem as? MeridianError
                ?? MeridianError(.initFailed, "\(release.service) could not be activated: \(problem)", cause: problem)
        }
        return active
    }

    /// What instances of a release in JavaScript are made of; `nil` for one that is its own program.
    private func isolates(for release: Release) throws(MeridianError) -> IsolateSource? {
        guard release.manifest.runtime == .javascript else { return nil }
        guard let idleWorkers else {
            throw MeridianError(
                .isolatesMissing,
                "\(release.service) is written in JavaScript, and there is no meridian-isolate beside the platform",
                status: 503)
        }
        idleWorkers.fill()
        return try IsolateSource(release, workers: idleWorkers, configuration: configuration)
    }

    /// Lets a release finish what it serves and ends its instances. No request may be dispatched to it any more.
    public func retire(_ release: ActiveRelease) async {
        for pool in release.pools {
            try? await pool.eventLoop.flatSubmit { pool.retire() }.get()
        }
        activations.retire(release, await release.usage())
    }

    /// Ends what a release serves and what waits for it, and tells the callers so. It is to be retired.
    public func abandon(_ release: ActiveRelease) async {
        for pool in release.pools { try? await pool.eventLoop.submit { pool.abandon() }.get() }
    }

    /// Ends the threads that start and reap; to be called when every release is retired.
    public func shutdown() async {
        idleWorkers?.shutdown()
        launcher.sandboxes?.shutdown()
        await launcher.processes.shutdown()
    }
}
