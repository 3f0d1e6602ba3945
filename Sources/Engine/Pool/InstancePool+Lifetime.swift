import Admission
import MeridianCore
import NIOCore

/// Activation and retirement.
extension InstancePool {
    /// Starts the standby instances.
    /// - Parameter verify: Whether to start one in any case, to see that it does.
    /// - Returns: A future that fails with what kept the first instance from becoming ready.
    func activate(verify: Bool) -> EventLoopFuture<Void> {
        keepStandby(now: .now())
        if verify && liveCount == 0 { _ = start(now: .now()) }
        if instances.isEmpty || instances.contains(where: { $0.state == .ready }) {
            return eventLoop.makeSucceededVoidFuture()
        }
        let promise = readyPromise ?? eventLoop.makePromise(of: Void.self)
        readyPromise = promise
        return promise.futureResult
    }

    /// Keeps as many instances as standby asks for.
    /// - Returns: As ``activate(verify:)`` when it starts one in any case.
    func stand() -> EventLoopFuture<Void> {
        keepsStandby = true
        return activate(verify: true)
    }

    /// Lets instances finish and leave; requests start others.
    func rest() {
        keepsStandby = false
        guard waitingCount == 0 else { return }
        for instance in instances where instance.state == .ready { instance.drain() }
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

    private var stopping: MeridianError {
        MeridianError(.engineStopping, "\(title) is being stopped", status: 503, retryAfter: 1)
    }

    /// Ends what waits and what is served.
    func abandon() {
        abandonWaiting()
        for instance in instances { instance.end(stopping) }
    }

    private func abandonWaiting() {
        for invocation in waiting.removeAll() { invocation.fail(stopping) }
        abandonedWaiting = 0
    }

    func finishRetiring() {
        guard instances.isEmpty else { return }
        abandonWaiting()
        pulse.forget(self)
        if let processors { launcher.processes.performBeside { processors.remove() } }
        retiredPromise?.succeed()
    }

    func status() -> GroupStatus {
        GroupStatus(
            group: group.name, functions: group.functions.map { release.manifest.functions[$0].name.rawValue },
            instances: instances.map { instance in
                GroupStatus.Instance(
                    id: instance.id, pid: Int(instance.pid), state: instance.state.rawValue,
                    inFlight: instance.inFlight, served: instance.served,
                    residentBytes: instance.residentMemory(), peakBytes: instance.seenMemory,
                    beginning: instance.beginning)
            },
            waiting: waitingCount, wanted: wantedByLoad, started: started, crashed: crashed, failedStarts: failedStarts,
            startProblem: failedStarts > 0 ? startProblem : nil)
    }
}
