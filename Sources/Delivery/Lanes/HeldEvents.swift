import MeridianCore
import Persistence

/// The leases that a dispatcher holds, and those it has made up its mind about.
struct HeldEvents: Sendable {
    private struct Held {
        var lease: EventLease
        var isRenewing = false
        var outcome: EventSettlement.Outcome?
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
        if entry.isRenewing {
            // The lease that is renewed now is not known yet.
            held[id]?.outcome = outcome
        } else {
            decided.append(EventSettlement(entry.lease, outcome))
        }
    }

    /// What is to be settled now.
    mutating func takeDecided() -> [EventSettlement] {
        let taken = Array(decided.prefix(EventQueueLimits.batch))
        decided.removeFirst(taken.count)
        return taken
    }

    mutating func remove(_ settlements: [EventSettlement]) {
        for settlement in settlements { held[settlement.lease.id] = nil }
    }

    /// Begins to renew the leases that end before a moment.
    mutating func beginRenewal(before moment: Timestamp) -> [EventLease] {
        let waiting = Set(decided.map(\.lease.id))
        var leases: [EventLease] = []
        for (id, entry) in held
        where entry.lease.expiresAt < moment && !entry.isRenewing && !waiting.contains(id) {
            held[id]?.isRenewing = true
            leases.append(entry.lease)
        }
        return leases
    }

    /// - Parameter renewed: The lease in its place; `nil` when it stays as it was or is lost, which settling will tell.
    mutating func endRenewal(of id: EventID, _ renewed: EventLease?) {
        guard var entry = held[id] else { return }
        if let renewed { entry.lease = renewed }
        entry.isRenewing = false
        let outcome = entry.outcome
        entry.outcome = nil
        held[id] = entry
        if let outcome { decided.append(EventSettlement(entry.lease, outcome)) }
    }
}
