import Testing

@testable import Meridian

@Suite struct ContinuousInstantTests {
    @Test func anInstantComesBackAsItWas() {
        let instant = ContinuousClock.now.advanced(by: .nanoseconds(-1_234_567_891))
        #expect(ContinuousInstant(instant).instant == instant)
        let now = ContinuousInstant.now
        #expect(ContinuousInstant(now.instant) == now)
    }

    @Test func bothClocksGoAtOnePace() {
        let before = ContinuousClock.now
        let now = ContinuousInstant.now.instant
        let after = ContinuousClock.now
        // What passes between the two readings of the anchor.
        let slack = Duration.seconds(1)
        #expect(now >= before - slack && now <= after + slack)
    }

    @Test func aDeadlineBeyondTheEndOfTimeIsTheEndOfTime() {
        #expect(ContinuousInstant.now.advanced(by: .max).nanoseconds == .max)
    }
}
