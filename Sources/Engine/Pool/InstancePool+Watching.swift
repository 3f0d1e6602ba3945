import MeridianCore
import NIOCore
import Telemetry

/// What is looked after at each beat: deadlines, memory, idle instances.
extension InstancePool {
    /// How long an instance has nothing to do before it gives memory back.
    private static let restAfter = TimeAmount.seconds(2)

    /// Looks after deadlines, idle instances and memory.
    /// - Returns: Whether there is anything to look after.
    func beat(now: NIODeadline, checksLoad: Bool, checksMemory: Bool) -> Bool {
        expireWaiting(now: now)
        if checksLoad { observeLoad(now: now) }
        for instance in instances { look(after: instance, now: now, checksMemory: checksMemory) }
        if waitingCount > 0 {
            // A limit of requests at a time may have grown.
            for instance in instances where instance.state == .ready { serveWaiting(instance) }
            scaleUp(now: now)
        }
        scaleToLoad(now: now)
        keepStandby(now: now)
        return !instances.isEmpty || waitingCount > 0
    }

    func look(after instance: Instance, now: NIODeadline, checksMemory: Bool) {
        if instance.hasSilentlyEnded() { return instance.workerGone() }
        if instance.state == .starting && instance.initDeadline < now {
            return instance.end(
                MeridianError(
                    .initTimedOut, "an instance of \(title) was not ready within \(group.options.initTimeout) s",
                    status: 504))
        }
        for invocation in instance.running where invocation.phase == .running && invocation.deadline < now {
            let seconds = FunctionOptions.shown(Double(timeouts[invocation.function].nanoseconds) / 1e9)
            let error = MeridianError(
                .deadlineExceeded,
                "\(release.service)/\(release.manifest.functions[invocation.function].name) did not answer within "
                    + "\(seconds) s", status: 504)
            instance.cancel(invocation, because: error)
            invocation.fail(error)
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
        if checksMemory {
            instance.checkProcesses()
            recycle(instance, now: now)
        }
        retireIfIdle(instance, now: now)
    }

    func checkMemory(_ instance: Instance) {
        let limit = group.options.memorySize << 20
        guard let resident = instance.residentMemory() else { return }
        instance.lastMemory = resident
        guard resident > limit else { return recycle(instance, resident: resident, limit: limit) }
        instance.end(
            MeridianError(
                .memoryExceeded,
                "the instance \(instance.id) of \(title) used \(resident >> 20) MiB, where memorySize allows "
                    + "\(group.options.memorySize)", status: 502))
    }

    /// An instance in JavaScript that comes near its limit finishes what it serves and leaves: what a collector has freed
    /// is not always given back, and another one is there in milliseconds.
    private func recycle(_ instance: Instance, resident: Int, limit: Int) {
        guard isolates != nil, instance.state == .ready, resident > limit / 10 * 8 else { return }
        instance.drain()
    }

    /// An instance in JavaScript that has served for long is replaced by another, once that is ready.
    private func recycle(_ instance: Instance, now: NIODeadline) {
        guard isolates != nil, instance.state == .ready, instance.createdAt + configuration.isolateAge < now,
            renewals.isEmpty
        else { return }
        _ = renew()
    }

    func retireIfIdle(_ instance: Instance, now: NIODeadline) {
        guard instance.state == .ready, instance.inFlight == 0 else {
            instance.idleSince = nil
            return
        }
        guard let since = instance.idleSince else {
            instance.idleSince = now
            return
        }
        if since + Self.restAfter < now { instance.rest() }
        let hasWaited = since + .nanoseconds(Int64(group.options.idleTimeout * 1e9)) < now
        if hasWaited, liveCount > max(standby, wantedByLoad) {
            instance.drain()
        }
    }
}
