import MeridianCore
import Persistence
import Testing

@testable import Delivery

@Suite("Leases that are held")
struct HeldEventsTests {
    private func lease(_ id: Int64, until time: Int64) -> EventLease {
        EventLease(id: EventID(id), lane: "f", expiresAt: Timestamp(milliseconds: time), attempt: 1)
    }

    @Test("are settled once, with the lease that holds")
    func settled() {
        var held = HeldEvents()
        held.add(lease(1, until: 100))
        held.add(lease(2, until: 200))
        #expect(held.beginRenewal(before: Timestamp(milliseconds: 150)) == [lease(1, until: 100)])
        held.decide(EventID(1), .finished)
        #expect(held.takeDecided().isEmpty, "its lease is being renewed")
        held.endRenewal(of: EventID(1), lease(1, until: 300))
        #expect(held.takeDecided() == [EventSettlement(lease(1, until: 300), .finished)])
        #expect(held.beginRenewal(before: Timestamp(milliseconds: 1_000)) == [lease(2, until: 200)])
        held.endRenewal(of: EventID(2), nil)
        held.decide(EventID(2), .finished)
        held.decide(EventID(2), .dead(reason: "again"))
        let last = held.takeDecided()
        #expect(last == [EventSettlement(lease(2, until: 200), .finished)])
        #expect(held.count == 2)
        held.remove([EventSettlement(lease(1, until: 300), .finished)] + last)
        #expect(held.count == 0)
    }

    @Test("stay when the event was leased again meanwhile")
    func leasedAgain() {
        var held = HeldEvents()
        held.add(lease(1, until: 100))
        held.decide(EventID(1), .finished)
        let stale = held.takeDecided()
        held.add(lease(1, until: 400))
        held.remove(stale)
        #expect(held.count == 1)
        held.decide(EventID(1), .finished)
        #expect(held.takeDecided() == [EventSettlement(lease(1, until: 400), .finished)])
    }
}
