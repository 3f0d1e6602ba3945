import Testing

@testable import Admission

@Suite struct GradientLimitTests {
    /// Serves as many at a time as the limit says with `processors` at full speed.
    private func run(
        _ limit: inout GradientLimit, milliseconds: Double, processors: Double, from start: Double, seconds: Double
    ) -> Double {
        var now = start * 1e9
        while now < (start + seconds) * 1e9 {
            let running = max(1, limit.limit.rounded(.down))
            let time = milliseconds * max(1, running / processors) * 1e6
            now += time / running
            limit.sample(duration: Nanoseconds(time), inFlight: Int(running), now: Nanoseconds(now))
        }
        return now / 1e9
    }

    @Test func itGrowsToWhatTheServerCanDoAndStaysInBounds() {
        var limit = GradientLimit(initial: 2, highest: 200)
        _ = run(&limit, milliseconds: 10, processors: 20, from: 0, seconds: 20)
        #expect(limit.limit >= 20)
        #expect(limit.limit <= 200)
    }

    @Test func itShrinksWhenTimesGrow() {
        var limit = GradientLimit(initial: 100, highest: 100)
        let then = run(&limit, milliseconds: 10, processors: 200, from: 0, seconds: 5)
        let before = limit.limit
        _ = run(&limit, milliseconds: 200, processors: 200, from: then, seconds: 0.5)
        #expect(limit.limit < before)
    }

    @Test func aLastingChangeIsTakenAsItIs() {
        var limit = GradientLimit(initial: 20, highest: 100)
        let then = run(&limit, milliseconds: 10, processors: 20, from: 0, seconds: 5)
        let later = run(&limit, milliseconds: 50, processors: 20, from: then, seconds: 10)
        let after = limit.limit
        #expect(after >= 20)
        _ = run(&limit, milliseconds: 50, processors: 20, from: later, seconds: 20)
        #expect(limit.limit >= 20)
    }

    @Test func itDoesNotGrowUnused() {
        var limit = GradientLimit(initial: 50)
        for sample in 0..<1_000 {
            limit.sample(duration: 1_000_000, inFlight: 2, now: Nanoseconds(sample) * 10 * .millisecond)
        }
        #expect(limit.limit == 50)
    }

    @Test func itNeverFallsBelowItsFloor() {
        var limit = GradientLimit(initial: 4, lowest: 1, highest: 4)
        var duration = 1_000.0
        for sample in 0..<2_000 {
            duration = min(duration * 1.05, 1e12)
            limit.sample(
                duration: Nanoseconds(duration), inFlight: 4, now: Nanoseconds(sample) * 20 * .millisecond)
        }
        #expect(limit.limit >= 1)
    }
}
