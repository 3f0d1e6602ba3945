import Glibc
import MeridianCore
import NIOCore

/// A worker that is reached through an adapter.
extension Instance {
    /// How long a worker that was asked to leave may take before it is killed.
    private static let leavingGrace = TimeAmount.seconds(5)

    func begin(_ invocation: EngineInvocation, through adapter: any WorkerAdapter, deadline: NIODeadline) {
        idleSince = nil
        lastRequest = invocation
        calls.append(invocation)
        invocation.didBegin(adapter.call(invocation), on: self, deadline: deadline)
    }

    /// The worker can serve.
    func becameReady() {
        guard state == .starting else { return }
        state = .ready
        readyAt = .now()
        pool.instanceReady(self)
    }

    /// A call is over, whatever came of it.
    func finished(_ invocation: EngineInvocation) {
        guard let index = calls.firstIndex(where: { $0 === invocation }) else { return }
        calls.remove(at: index)
        invocation.callEnded()
        served += 1
        if state == .draining { return leaveWhenIdle() }
        pool.slotFreed(self)
    }

    /// Asks the worker to leave once it serves nothing any more.
    func leaveWhenIdle() {
        guard calls.isEmpty, pid > 0 else { return }
        killDeadline = .now() + Self.leavingGrace
        guard pool.configuration.sandbox != nil else {
            kill(-pid, SIGTERM)
            return
        }
        // The first two are the sandbox's own, and would end all at once.
        for process in ProcessTree.processes(below: pid).dropFirst(2) { kill(process, SIGTERM) }
    }

    /// Ends the instance when it has as many processes as one may have: it can hardly do anything any more.
    func checkProcesses() {
        guard pid > 0, adapter != nil || pool.configuration.sandbox != nil else { return }
        let count = controlGroup?.processCount ?? ProcessTree.processes(below: pid).count
        guard count >= pool.configuration.processesPerInstance else { return }
        end(
            MeridianError(
                .tooManyProcesses,
                "the instance \(id) of \(pool.title) had \(count) processes, where "
                    + "\(pool.configuration.processesPerInstance) are allowed", status: 502))
    }

    /// The most memory that it was seen to use, in bytes; `nil` where the system does not tell.
    func peakMemory() -> Int? {
        _ = residentMemory()
        return seenMemory
    }

    /// Whether the process ended without a connection that would have told so.
    func hasSilentlyEnded() -> Bool {
        adapter != nil && state != .ended && pid > 0 && ProcessLauncher.hasEnded(pid)
    }
}
