import MeridianCore
import NIOCore
import Persistence
import TestSupport
import Testing

@testable import Delivery

@Suite("Policies of deliveries")
struct PolicyTests {
    private let now = Timestamp(milliseconds: 1_700_000_000_000)

    private func event(attempts: Int, age: Int64 = 0) -> QueuedEvent {
        QueuedEvent(
            id: EventID(1), lane: "f", head: "", payload: ByteBuffer(), orderingKey: nil,
            enqueuedAt: Timestamp(milliseconds: now.milliseconds - age), attempts: attempts)
    }

    private func verdict(_ policy: LanePolicy = LanePolicy()) -> Verdict<SeededGenerator> {
        Verdict(policy: policy, now: now, generator: SeededGenerator(seed: 7))
    }

    @Test("bound the pause by a power of two, and spread it from nothing to the bound")
    func backOff() {
        let pauses = BackOff(first: .seconds(1), longest: .seconds(300))
        #expect(
            (1...11).map { pauses.bound(after: $0).components.seconds } == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
        #expect(pauses.bound(after: .max) == .seconds(300))
        var generator = SeededGenerator(seed: 1)
        let drawn = (0..<2_000).map { _ in pauses.pause(after: 4, using: &generator) / .seconds(1) }
        #expect(drawn.allSatisfy { (0...8).contains($0) })
        #expect(abs(drawn.reduce(0, +) / 2_000 - 4) < 0.2, "the mean of full jitter is half the bound")
        #expect(drawn.contains { $0 < 0.5 } && drawn.contains { $0 > 7.5 })
    }

    @Test("put an event aside after its last failure, and no earlier")
    func attempts() {
        var verdict = verdict(LanePolicy(maximumAttempts: 3))
        for attempts in 1...2 {
            guard case .retry(let moment) = verdict.failed(event(attempts: attempts), "no") else {
                Issue.record("it was not retried")
                continue
            }
            #expect((now...now.advanced(by: .seconds(Int64(attempts)))).contains(moment))
        }
        #expect(
            verdict.failed(event(attempts: 3), "MER-6453: no")
                == .dead(reason: "MER-6450: tried 3 times; the last time MER-6453: no"))
        #expect(verdict.abandoned(event(attempts: 3)) == nil)
        #expect(verdict.abandoned(event(attempts: 4)) != nil)
    }

    @Test("do not count what the function could not take, until the event is too old")
    func refusals() {
        var verdict = verdict(LanePolicy(maximumAttempts: 1, maximumAge: .seconds(60)))
        guard case .postponed(let moment) = verdict.refused(event(attempts: 9, age: 59_999), until: now, "busy") else {
            Issue.record("it was not postponed")
            return
        }
        #expect((now...now.advanced(by: .milliseconds(100))).contains(moment))
        #expect(
            verdict.refused(event(attempts: 1, age: 60_000), until: now, "busy")
                == .dead(reason: "MER-6451: older than 60 s; the last time busy"))
        var patient = self.verdict(LanePolicy(maximumAge: .seconds(60)))
        #expect(
            patient.failed(event(attempts: 1, age: 60_000), "no")
                == .dead(reason: "MER-6451: older than 60 s; the last time no"))
    }

    @Test("halve the calls of a function that takes no more, once for all under way, and add one for each it takes")
    func flow() {
        var flow = DeliveryFlow(limit: 50)
        #expect(flow.window == 50)
        let first = flow.refused(at: now, nil)
        #expect(first == now.advanced(by: .milliseconds(100)))
        #expect(flow.refused(at: now, nil) == first)
        #expect(flow.window == 25)
        #expect(flow.refused(at: first, .seconds(4)) == first.advanced(by: .seconds(4)))
        #expect(flow.window == 12)
        flow.taken()
        #expect(flow.window == 13)
        for _ in 0..<100 { flow.taken() }
        #expect(flow.window == 50)
        var later = now.advanced(by: .seconds(100))
        for _ in 0..<20 { later = flow.refused(at: later, .seconds(86_400)) }
        #expect(flow.window == 1)
        #expect(flow.refused(at: later, nil) == later.advanced(by: .seconds(30)))
        flow.setLimit(200)
        #expect(flow.window == 1)
        flow = DeliveryFlow(limit: 10)
        flow.setLimit(200)
        #expect(flow.window == 200)
        flow.setLimit(0)
        #expect(flow.window == 1)
    }
}
