import TestSupport
import Testing

@testable import Admission

/// What callers hold themselves to.
@Suite struct RestraintTests {
    @Test func retriesAreAPartOfFirstTries() {
        var budget = RetryBudget(ratio: 0.1, free: 10)
        var retries = 0
        for _ in 0..<1_000 {
            budget.firstTry()
            for _ in 0..<3 where budget.retry() { retries += 1 }
        }
        #expect(retries == 110)
    }

    @Test func aFewRetriesAreFree() {
        var budget = RetryBudget(ratio: 0, free: 2)
        #expect([budget.retry(), budget.retry(), budget.retry()] == [true, true, false])
    }

    @Test func whatIsSavedIsBounded() {
        var budget = RetryBudget(ratio: 1, free: 0, most: 5)
        for _ in 0..<1_000 { budget.firstTry() }
        #expect((0..<10).count { _ in budget.retry() } == 5)
    }

    @Test func whoIsAcceptedIsNotThrottled() {
        var throttle = ClientThrottle()
        var generator = SeededGenerator(seed: 1)
        for second in 0..<100 {
            #expect(throttle.ask(now: Nanoseconds(second) * .second, using: &generator))
            throttle.accepted(now: Nanoseconds(second) * .second)
        }
        #expect(throttle.rejectionChance(now: 100 * .second) == 0)
    }

    @Test func theChanceIsThatOfTheFormula() {
        var throttle = ClientThrottle(multiplier: 2)
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<10 { _ = throttle.ask(now: 0, using: &generator) }
        throttle.accepted(now: 0)
        #expect(throttle.rejectionChance(now: 0) == 8.0 / 11)
    }

    /// A side that is down is asked a small part, and asked fully again once it is up.
    @Test func aSideThatIsDownIsSpared() {
        var throttle = ClientThrottle(interval: 10)
        var generator = SeededGenerator(seed: 2)
        var sent = (down: 0, up: 0)
        for millisecond in 0..<60_000 {
            let now = Nanoseconds(millisecond) * .millisecond
            guard throttle.ask(now: now, using: &generator) else { continue }
            if millisecond < 30_000 {
                sent.down += 1
            } else {
                throttle.accepted(now: now)
                if millisecond >= 50_000 { sent.up += 1 }
            }
        }
        #expect(sent.down < 2_000)
        #expect(sent.up >= 9_000)
    }
}
