import Admission
import MeridianCore
import NIOCore

/// Instances by load: ``Autoscaler`` is told ten times a second what there is, and says how many there should be. Requests that
/// find no room start instances without waiting for it; see ``scaleUp(now:)``. Only an instance that has nothing to do
/// leaves, so no request is lost with it.
extension InstancePool {
    /// Requests that wait, and those that run on instances that stay.
    private var load: Int {
        instances.reduce(waitingCount) { sum, instance in
            instance.state == .starting || instance.state == .ready ? sum + instance.inFlight : sum
        }
    }

    func observeLoad(now: NIODeadline) {
        let wait = figures.takeMeanWait()
        let ready = instances.count { $0.state == .ready }
        wantedByLoad = autoscaler.observe(
            Autoscaler.Observation(
                inFlight: load, wait: wait, instances: ready,
                isSaturated: wait > autoscaler.settings.targetWait && pulse.isMachineSaturated),
            now: Nanoseconds(clamping: now.uptimeNanoseconds))
    }

    /// Starts what the load asks for. What it asked for a while ago stays, and is not started anew.
    func scaleToLoad(now: NIODeadline) {
        guard !isRetiring, backoff.crashes == 0, load > 0 else { return }
        while liveCount < min(wantedByLoad, group.options.maxInstances) {
            if start(now: now).state == .ended { return }
        }
    }
}

extension Autoscaler.Settings {
    init(_ options: ResolvedFunctionOptions) {
        func nanoseconds(_ seconds: Double) -> Nanoseconds { Nanoseconds(seconds * 1e9) }
        let scaling = options.scaling
        self.init(
            targetConcurrency: scaling.target, targetWait: nanoseconds(scaling.queueDelay),
            stableWindow: nanoseconds(scaling.window), panicWindow: nanoseconds(scaling.panicWindow),
            panicThreshold: scaling.panicThreshold, highest: options.maxInstances)
    }
}
