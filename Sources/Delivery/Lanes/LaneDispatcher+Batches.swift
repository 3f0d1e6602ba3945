import MeridianCore
import Persistence

extension LaneDispatcher {
    /// Messages of a queue together, everything else alone; what can't be delivered is decided.
    func batches(of leased: [LeasedEvent]) async -> [[DueCall]] {
        let verdict = Verdict(policy: policy, now: clock.now(), generator: SystemRandomNumberGenerator())
        var batches: [[DueCall]] = []
        // The batch that is not full, by the target of its calls.
        var open: [String: Int] = [:]
        for event in leased.map(\.event) {
            if let outcome = verdict.abandoned(event) {
                await decide(event, outcome)
                continue
            }
            guard let call = QueuedCall(head: event.head, body: event.payload) else {
                let error = MeridianError(.eventUndeliverable, "what is queued can't be read")
                await decide(event, .dead(reason: error.description))
                continue
            }
            let due = DueCall(event: event, call: call)
            let size = call.kind == .queue ? policy.batchSizes[call.target, default: 1] : 1
            if size > 1, let index = open[call.target], batches[index].count < size {
                batches[index].append(due)
            } else {
                if size > 1 { open[call.target] = batches.count }
                batches.append([due])
            }
        }
        return batches
    }
}
