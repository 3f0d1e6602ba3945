import MeridianCore
import NIOCore
import Persistence

extension LaneDispatcher {
    /// Makes up its mind about a batch.
    func judge(_ batch: [DueCall], _ outcome: DeliveryOutcome) async {
        let now = clock.now()
        var verdict = Verdict(policy: policy, now: now, generator: SystemRandomNumberGenerator())
        switch outcome {
        case .taken(let answer):
            flow.taken()
            for call in batch { await finish(call, answer) }
        case .partly(let failed, let reason):
            flow.taken()
            for call in batch {
                if failed.contains(call.event.id) {
                    await decide(call.event, verdict.failed(call.event, reason))
                } else {
                    await finish(call, ByteBuffer())
                }
            }
        case .failed(let reason):
            flow.taken()
            for call in batch { await decide(call.event, verdict.failed(call.event, reason)) }
        case .unavailable(let reason, let wish):
            let moment = flow.refused(at: now, wish)
            for call in batch { await decide(call.event, verdict.refused(call.event, until: moment, reason)) }
        case .undeliverable(let reason):
            flow.taken()
            for call in batch { await decide(call.event, .dead(reason: reason)) }
        }
    }

    private func finish(_ call: DueCall, _ answer: ByteBuffer) async {
        do {
            try await target.succeeded(call, answer)
            held.decide(call.event.id, .finished)
        } catch {
            var verdict = Verdict(policy: policy, now: clock.now(), generator: SystemRandomNumberGenerator())
            await decide(call.event, verdict.failed(call.event, "its answer can't be handed on: \(error)"))
        }
    }

    func decide(_ event: QueuedEvent, _ outcome: EventSettlement.Outcome) async {
        if case .dead(let reason) = outcome {
            do {
                try await target.died(event, reason)
            } catch {
                report(
                    DeliveryReport(
                        level: .error, lane: lane, event: event.id,
                        message: "the dead event can't be handed on: \(error)"))
            }
            report(
                DeliveryReport(
                    level: .error, lane: lane, event: event.id, message: "the event was put aside: \(reason)")
            )
        }
        held.decide(event.id, outcome)
    }

    /// Renews leases that have less than two thirds of their time left, until it is cancelled.
    func renewLeases() async {
        while !Task.isCancelled {
            do { try await clock.sleep(leaseTime / 3) } catch { return }
            let leases = held.beginRenewal(before: clock.now().advanced(by: leaseTime * 2 / 3))
            guard !leases.isEmpty else { continue }
            await withTaskGroup(of: (EventID, EventLease?).self) { group in
                for lease in leases {
                    group.addTask { [queue, leaseTime] in
                        (lease.id, try? await queue.extend(lease, for: leaseTime))
                    }
                }
                for await (id, renewed) in group { held.endRenewal(of: id, renewed) }
            }
            await settle()
        }
    }
}
