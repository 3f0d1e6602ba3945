import Control
import MeridianCore
import Releases
import Testing

@testable import MeridianCommand

@Suite struct RolloutTextTests {
    private static let start = Timestamp("2026-03-01T09:00:00Z")!

    private func after(_ seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: Self.start.milliseconds + seconds * 1_000)
    }

    private func rollout() throws -> Rollout {
        var rollout = try Rollout(
            id: 3, service: ServiceName("shop")!, candidate: 14, baseline: 13,
            plan: RolloutPlan(steps: [.setWeight(10), .analysis(.init()), .setWeight(50), .pause(nil)]),
            at: Self.start)
        rollout.advance(at: Self.start)
        rollout.carriedOut(.setWeight(10), at: Self.start)
        rollout.advance(at: Self.start)
        return rollout
    }

    private func counts(_ requests: Int, errors: Int) -> ReleaseCounts {
        ReleaseCounts(
            requests: requests, errors: errors, latency: Distribution([(value: Int64(12_500_000), count: requests)]))
    }

    @Test func aRolloutThatGoesOn() throws {
        var rollout = try rollout()
        rollout.observe(
            Observation(candidate: counts(100, errors: 0), baseline: counts(900, errors: 1)), at: after(5))
        #expect(
            RolloutText.render(RolloutDocument(rollout), at: after(12))
                == """
                rollout 3 of shop, release 14 for 13: running
                  ✓ setWeight 10 %
                  ▸ analysis within 5m  since 12 s
                    setWeight 50 %
                    pause until resumed
                  traffic ██░░░░░░░░░░░░░░░░░░ 10 %
                  RELEASE  REQUESTS  FAILED  P50      P99
                  14       100       0       12.5 ms  12.5 ms
                  13       900       1       12.5 ms  12.5 ms
                  errors: inconclusive, 0 of 100 requests failed (0 %), the other release 1 of 900 requests failed \
                (0.111 %): too few requests to tell
                  latency: pass, the median is 12.5 ms, that of the other release 12.5 ms; slower by more than 25 % and 1 ms \
                in 0 % of pairs
                """)
    }

    @Test func processorTimeIsAColumnWhereItIsCompared() throws {
        var rollout = try rollout()
        for second in 1...20 as ClosedRange<Int64> {
            var observation = Observation(candidate: counts(100, errors: 0), baseline: counts(900, errors: 0))
            observation.candidate.processorMicroseconds = 5_300
            observation.baseline.processorMicroseconds = 45_000
            rollout.observe(observation, at: after(second + 5))
        }
        let text = RolloutText.render(RolloutDocument(rollout), at: after(30))
        #expect(
            text.contains(
                """
                  RELEASE  REQUESTS  FAILED  P50      P99      CPU
                  14       2000      0       12.5 ms  12.5 ms  53 µs
                  13       18000     0       12.5 ms  12.5 ms  50 µs
                """), "\(text)")
    }

    @Test func aRolloutThatEnded() throws {
        var rollout = try rollout()
        rollout.observe(
            Observation(candidate: counts(100, errors: 50), baseline: counts(900, errors: 0)), at: after(5))
        rollout.carriedOut(.rollBack, at: after(6))
        let text = RolloutText.render(RolloutDocument(rollout), at: after(60))
        #expect(
            text.hasPrefix("rollout 3 of shop, release 14 for 13: rolled back\n  errors: 50 of 100 requests failed"))
        #expect(text.contains("traffic ░░░░░░░░░░░░░░░░░░░░ 0 %"))
        #expect(!text.contains("since"))
    }

    @Test(arguments: [("", 1), ("a\nb", 2), ("12345", 1), ("123456", 2), ("1234567890\n\n1", 4), ("12345678901", 3)])
    func longLinesTakeSeveralRows(text: String, rows: Int) {
        #expect(RolloutView.rows(of: text, columns: 5) == rows)
    }

    @Test func whatKeepsItFromGoingOnIsTold() throws {
        let document = RolloutDocument(try rollout(), problem: "MER-6509: release 14 does not start")
        #expect(RolloutText.render(document, at: after(1)).contains("\n  MER-6509: release 14 does not start\n"))
    }
}
