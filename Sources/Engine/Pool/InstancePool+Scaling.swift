import MeridianCore
import NIOCore
import Telemetry

/// How many instances there are, and what follows when one becomes ready or ends.
extension InstancePool {
    /// Starts as many instances as those who wait need, and never more than the maximum.
    func scaleUp(now: NIODeadline) {
        guard !isRetiring, backoff.allowsStart(now: now) else { return }
        let concurrency = group.options.concurrency
        var starting = 0
        for instance in instances where instance.state == .starting {
            starting += max(0, concurrency - instance.inFlight)
        }
        while waitingCount > starting, liveCount < group.options.maxInstances {
            // After a crash one probe is enough to learn whether it works again.
            if backoff.crashes > 0 && instances.contains(where: { $0.state == .starting }) { return }
            let instance = start(now: now, isAwaited: true)
            // The first request travels with the start when nobody else could take it.
            if !instances.contains(where: { $0.state == .ready }), instance.state == .starting,
                let invocation = nextWaiting()
            {
                assign(invocation, to: instance)
            }
            starting += concurrency
        }
    }

    var liveCount: Int {
        instances.count { $0.state == .starting || $0.state == .ready }
    }

    /// How many instances there are at least.
    var standby: Int { keepsStandby ? wantedStandby : 0 }

    func keepStandby(now: NIODeadline) {
        guard !isRetiring, backoff.allowsStart(now: now) else { return }
        while liveCount < min(standby, group.options.maxInstances) {
            let instance = start(now: now)
            if instance.state == .ended { return }
        }
    }

    /// - Parameter standby: `nil` for what the manifest says.
    func keepStandby(_ standby: Int?) {
        wantedStandby = standby ?? group.options.standby
        keepStandby(now: .now())
    }

    /// - Parameter isAwaited: Whether a request waits for it.
    func start(now: NIODeadline, isAwaited: Bool = false) -> Instance {
        let instance = Instance(
            id: "\(release.number)-\(group.name)-\(nextInstance)", pool: self,
            initDeadline: now + .nanoseconds(initNanoseconds))
        nextInstance += 1
        started += 1
        instances.append(instance)
        let order = Result { () throws(MeridianError) in try startOrder(isAwaited: isAwaited) }
        instance.begin(
            initialization: (try? order.get().initialization) ?? initialization, adapter: makeAdapter(for: instance))
        pulse.watch(self)
        switch order {
        case .success(let order): launch(instance, order.variables)
        case .failure(let error): eventLoop.execute { instance.spawned(.failure(error)) }
        }
        return instance
    }

    func instanceReady(_ instance: Instance) {
        figures.becameReady(after: instance.startTime)
        failedStarts = 0
        readyPromise?.succeed()
        readyPromise = nil
        finishRenewal(instance)
        if instance.isOutdated { return instance.drain() }
        serveWaiting(instance)
        if isRetiring && waitingCount == 0 { instance.drain() }
    }

    func slotFreed(_ instance: Instance) {
        if backoff.crashes > 0 && instance.served > 0 { backoff.succeeded() }
        if waitingCount > 0 { serveWaiting(instance) }
    }

    func instanceEnded(_ instance: Instance, error: MeridianError?, wasReady: Bool) {
        instances.removeAll { $0 === instance }
        figures.ended(instance)
        abandonRenewal(instance, because: error)
        let now = NIODeadline.now()
        if let error, !isRetiring || !wasReady {
            crashed += 1
            backoff.crashed(now: now)
            logs.append(
                LogEntry(
                    service: release.service, release: release.number, instance: instance.id, level: .error,
                    stream: .platform, message: error.description))
            if !wasReady {
                failedStarts += 1
                startProblem = error.description
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
}
