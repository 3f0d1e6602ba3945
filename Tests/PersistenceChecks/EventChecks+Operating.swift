import MeridianCore
import NIOCore
import Persistence
import Testing

extension EventChecks {
    static let operating = [
        Check("counts what is pending and what is dead") { fixture async throws in
            let start = fixture.clock.now
            for text in ["a", "b", "c"] { try await fixture.add(text) }
            fixture.clock.advance(10)
            try await fixture.add("k", to: "g", key: "k")
            try await fixture.add("k", to: "g", key: "k")
            let leased = try await fixture.lease(2)
            try await fixture.queue.bury(leased[0].lease, reason: "no")
            #expect(try await fixture.queue.depth(of: "f") == 2)
            #expect(try await fixture.queue.depth(of: "none") == 0)
            #expect(
                try await fixture.queue.status() == [
                    LaneStatus(lane: "f", pending: 2, dead: 1, oldestDue: start),
                    LaneStatus(lane: "g", pending: 2, dead: 0, oldestDue: fixture.clock.now),
                ])
            _ = try await fixture.lease()
            #expect(try await fixture.queue.status().first?.oldestDue == fixture.clock.at(30_000))
        },
        Check("tells the fate of every event") { fixture async throws in
            let ids = [try await fixture.add("a"), try await fixture.add("b"), try await fixture.add("c")]
            let leased = try await fixture.lease(2)
            try await fixture.queue.finish(leased[0].lease)
            try await fixture.queue.bury(leased[1].lease, reason: "broken")
            #expect(try await fixture.queue.fate(of: ids[0]) == .gone)
            #expect(try await fixture.queue.fate(of: ids[1]) == .dead(reason: "broken"))
            #expect(try await fixture.queue.fate(of: ids[2]) == .pending)
            for unknown in [0, -1, 4, .max] as [Int64] {
                #expect(try await fixture.queue.fate(of: EventID(unknown)) == nil)
            }
        },
        Check("shows what is next without taking it") { fixture async throws in
            for text in ["a", "b", "c"] { try await fixture.add(text) }
            try await fixture.add("behind", key: "k")
            try await fixture.add("behind", key: "k")
            _ = try await fixture.lease(1)
            let peeked = try await fixture.queue.peek(at: "f", limit: 10)
            #expect(peeked.map(\.id.rawValue) == [2, 3, 4, 1])
            #expect(peeked.map(\.attempts) == [0, 0, 0, 1])
            #expect(try await fixture.queue.peek(at: "f", limit: 1).map(\.head) == ["hb"])
            #expect(try await fixture.queue.peek(at: "none", limit: 1).isEmpty)
        },
        Check("keeps dead events with their reasons, page by page") { fixture async throws in
            for number in 1...5 { try await fixture.add("\(number)") }
            let died = fixture.clock.at(7)
            fixture.clock.advance(7)
            let leased = try await fixture.lease()
            let long = String(repeating: "ä", count: 4_000)
            for (number, event) in leased.enumerated() {
                try await fixture.queue.bury(event.lease, reason: number == 0 ? long : "reason \(number)")
            }
            let first = try await fixture.queue.deadEvents(of: "f", after: nil, limit: 3)
            #expect(first.map(\.event) == leased.prefix(3).map(\.event))
            #expect(first.allSatisfy { $0.diedAt == died && !$0.isDamaged })
            #expect(first[0].reason.utf8.count <= 4_100 && first[0].reason.hasPrefix("ää"))
            let rest = try await fixture.queue.deadEvents(of: "f", after: first.last?.event.id, limit: 3)
            #expect(rest.map(\.reason) == ["reason 3", "reason 4"])
            #expect(try await fixture.lease().isEmpty)
        },
        Check("puts dead events back as if they were new") { fixture async throws in
            for number in 1...4 { try await fixture.add("\(number)") }
            for event in try await fixture.lease(3) { try await fixture.queue.bury(event.lease, reason: "no") }
            #expect(try await fixture.queue.redrive("f", [EventID(2), EventID(2), EventID(4), EventID(99)]) == 1)
            #expect(try await fixture.queue.redrive("none", nil) == 0)
            fixture.clock.advance(1)
            #expect(try await fixture.queue.redrive("f", nil) == 2)
            #expect(try await fixture.queue.redrive("f", nil) == 0)
            let again = try await fixture.lease()
            #expect(again.texts == ["2", "4", "1", "3"])
            #expect(again.allSatisfy { $0.event.attempts == 1 })
            #expect(try await fixture.queue.status().first?.dead == 0)
        },
        Check("purges what is pending, leased or behind, and leaves the dead") { fixture async throws in
            for number in 1...5 { try await fixture.add("\(number)", key: number > 2 ? "k" : nil) }
            try await fixture.add("other", to: "g")
            let leased = try await fixture.lease(2)
            try await fixture.queue.bury(leased[0].lease, reason: "no")
            #expect(try await fixture.queue.purge("f") == 4)
            await expect(.leaseLost) { try await fixture.queue.finish(leased[1].lease) }
            #expect(try await fixture.queue.depth(of: "f") == 0)
            #expect(try await fixture.queue.deadEvents(of: "f", after: nil, limit: 9).count == 1)
            #expect(try await fixture.queue.purgeDead("f") == 1)
            #expect(try await fixture.queue.deadEvents(of: "f", after: nil, limit: 9).isEmpty)
            #expect(try await fixture.queue.purge("f") == 0)
            #expect(try await fixture.queue.depth(of: "g") == 1)
            try await fixture.add("6", key: "k")
            #expect(try await fixture.lease().texts == ["6"])
        },
    ]
}
