import MeridianCore
import Persistence

extension LaneDispatcher {
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

    /// Gives back what was leased and is not worked on: that was no try.
    /// - Parameter moment: When it may be leased again.
    func giveBack(_ batches: some Sequence<[DueCall]>, until moment: Timestamp, _ reason: String) async {
        var verdict = Verdict(policy: policy, now: clock.now(), generator: SystemRandomNumberGenerator())
        for call in batches.joined() { await decide(call.event, verdict.refused(call.event, until: moment, reason)) }
    }
}
