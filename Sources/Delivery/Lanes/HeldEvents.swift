import MeridianCore
import Persistence

/// The leases that a dispatcher holds, and those it has made up its mind about.
struct HeldEvents: Sendable {
    private enum State {
        case working
        /// The lease in its place is not known yet, so an outcome waits for it.
        case renewing(EventSettlement.Outcome?)
        case decided
    }

    private struct Held {
        var lease: EventLease
        var state = State.working
    }

    private var held: [EventID: Held] = [:]
    private var decided: [EventSettlement] = []

    /// Leases that are not settled.
    var count: Int { held.count }

    mutating func add(_ lease: EventLease) {
        held[lease.id] = Held(lease: lease)
    }

    mutating func decide(_ id: EventID, _ outcome: EventSettlement.Outcome) {
        guard let entry = held[id] else { return }
        switch entry.state {
        case .working:
            held[id]?.state = .decided
            decided.append(EventSettlement(entry.lease, outcome))
        case .renewing: held[id]?.state = .renewing(outcome)
        case .decided: break
        }
    }

    /// What is to be settled now.
    /// - Parameter limit: Most of it.
    mutating func takeDecided(_ limit: Int = EventQueueLimits.batch) -> [EventSettlement] {
        let taken = Array(decided.prefix(limit))
        decided.removeFirst(taken.count)
        return taken
    }

    /// Forgets what was settled.
    mutating func remove(_ settlements: [EventSettlement]) {
        for settlement in settlements where held[settlement.lease.id]?.lease == settlement.lease {
            held[settlement.lease.id] = nil
        }
    }

    /// Begins to renew the leases that end before a moment, of events that are still worked on.
    mutating func beginRenewal(before moment: Timestamp) -> [EventLease] {
        var leases: [EventLease] = []
        for (id, entry) in held where entry.lease.expiresAt < moment {
            guard case .working = entry.state else { continue }
            held[id]?.state = .renewing(nil)
            leases.append(entry.lease)
        }
        return leases
    }

    /// - Parameter renewed: The lease in its place; `nil` when it stays as it was or is lost, which settling will tell.
    mutating func endRenewal(of id: EventID, _ renewed: EventLease?) {
        guard var entry = held[id], case .renewing(let outcome) = entry.state else { return }
        if let renewed { entry.lease = renewed }
        entry.state = .working
        held[id] = entry
        if let outcome { decide(id, outcome) }
    }
}
