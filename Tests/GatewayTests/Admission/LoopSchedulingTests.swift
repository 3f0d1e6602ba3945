import Admission
import Foundation
import Glibc
import Testing

@testable import Gateway

@Suite struct LoopSchedulingTests {
    private static let batch: CInt = 3

    /// Runs on a thread of its own, whose policy is nobody else's.
    private static func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: body()) }.start()
        }
    }

    @Test func aLoopThatTurnsManyAwayIsInNoHurryForASecond() async {
        let policies = await Self.onThread {
            var scheduling = LoopScheduling()
            var policies: [CInt] = []
            for _ in 0..<19 { scheduling.turnedAway(now: 5) }
            policies.append(sched_getscheduler(0))
            scheduling.turnedAway(now: 6)
            policies.append(sched_getscheduler(0))
            scheduling.served(now: 1_000_000_000)
            policies.append(sched_getscheduler(0))
            scheduling.served(now: 1_000_000_006)
            policies.append(sched_getscheduler(0))
            return policies
        }
        #expect(policies == [SCHED_OTHER, Self.batch, Self.batch, SCHED_OTHER])
    }

    @Test func aFewAtATimeChangeNothing() async {
        let isUnhurried = await Self.onThread {
            var scheduling = LoopScheduling()
            for number in 0..<200 as Range<Nanoseconds> { scheduling.turnedAway(now: number * 10_000_000) }
            return scheduling.isUnhurried
        }
        #expect(!isUnhurried)
    }

    @Test func aPolicyThatSomeoneChoseStays() async {
        let policy = await Self.onThread {
            var parameters = sched_param()
            // SCHED_IDLE, which anyone may choose.
            guard sched_setscheduler(0, 5, &parameters) == 0 else { return CInt(-1) }
            var scheduling = LoopScheduling()
            for _ in 0..<40 { scheduling.turnedAway(now: 0) }
            return sched_getscheduler(0)
        }
        #expect(policy == 5)
    }
}
