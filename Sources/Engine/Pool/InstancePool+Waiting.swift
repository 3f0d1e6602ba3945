import Admission
import MeridianCore
import NIOCore

/// What waits for an instance, and who comes next.
extension InstancePool {
    var waitingCount: Int { waiting.count - abandonedWaiting }

    func enqueue(_ invocation: EngineInvocation) {
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
        setDeadline(of: invocation, now: now)
        invocation.awaitsStart = !instances.contains { $0.state == .ready }
        let permit = invocation.permit
        waiting.push(
            invocation, function: invocation.function, weight: permit?.weight ?? 1,
            criticality: permit?.facts.criticality ?? .critical, deadline: invocation.deadline.queueTime,
            now: now.queueTime)
        pulse.watch(self)
        scaleUp(now: now)
    }

    /// Until when it may wait: as long as a start and the function's timeout, unless its caller gives up before.
    private func setDeadline(of invocation: EngineInvocation, now: NIODeadline) {
        invocation.deadline = now + timeouts[invocation.function] + .nanoseconds(initNanoseconds)
        guard let facts = invocation.permit?.facts, facts.deadline != .max else { return }
        let callers = now + .nanoseconds(max(0, facts.deadline - pulse.clock.now()))
        guard callers < invocation.deadline else { return }
        invocation.deadline = callers
        invocation.isCallersDeadline = true
    }

    /// Whether another request of its function may run beside those that do.
    func mayStart(_ invocation: EngineInvocation) -> Bool {
        guard let permit = invocation.permit else { return true }
        return pulse.admission.mayStart(permit)
    }

    func didGiveUpWaiting() {
        abandonedWaiting += 1
        if abandonedWaiting > 64 { removeAbandoned() }
    }

    private func removeAbandoned() {
        _ = waiting.remove { $0.phase != .waiting }
        abandonedWaiting = 0
    }

    /// Takes out what runs next; what came too late is answered on the way.
    func nextWaiting() -> EngineInvocation? {
        guard !waiting.isEmpty else { return nil }
        let now = NIODeadline.now()
        while let taken = takeWaiting(now) {
            switch taken {
            case .serve(let invocation) where invocation.phase == .waiting: return invocation
            case .drop(let invocation) where invocation.phase == .waiting: expire(invocation)
            case .serve, .drop: abandonedWaiting -= 1
            }
        }
        return nil
    }

    private func takeWaiting(_ now: NIODeadline) -> FairQueue<EngineInvocation>.Taken? {
        waiting.pop(now: now.queueTime, newestFirst: pulse.admission.unit.isShedding) { invocation in
            invocation.phase != .waiting || mayStart(invocation)
        }
    }

    func serveWaiting(_ instance: Instance) {
        while waitingCount > 0, instance.hasRoom(group.options.concurrency), let invocation = nextWaiting() {
            assign(invocation, to: instance)
        }
    }

    /// Answers those that have waited too long.
    func expireWaiting(now: NIODeadline) {
        guard !waiting.isEmpty else { return }
        for invocation in waiting.remove(where: { $0.phase != .waiting || $0.deadline < now }) {
            if invocation.phase == .waiting { expire(invocation) } else { abandonedWaiting -= 1 }
        }
    }

    private func expire(_ invocation: EngineInvocation) {
        if invocation.deadline > .now() {
            invocation.expire(
                MeridianError(
                    .waitedTooLong, "\(title) has more to do than it can, and the request waited too long", status: 503,
                    retryAfter: 1), because: .overload)
        } else if invocation.isCallersDeadline {
            invocation.expire(
                MeridianError(
                    .cameTooLate,
                    "the deadline of the request to \(title) passed before an instance was free", status: 504),
                because: .deadline)
        } else {
            invocation.fail(
                MeridianError(
                    .waitedTooLong, "no instance of \(title) became free in time", status: 503, retryAfter: 1))
        }
    }
}

extension NIODeadline {
    /// As the queue counts.
    fileprivate var queueTime: Nanoseconds { Nanoseconds(clamping: uptimeNanoseconds) }
}
