import TestSupport
import Testing

@testable import Admission

@Suite struct RateWindowTests {
    @Test func aSaturatedLimitPassesItsCountInEachInterval() {
        var window = RateWindow()
        var passed = [Int](repeating: 0, count: 5)
        for millisecond in 0..<5_000 where window.take(limit: 100, now: Nanoseconds(millisecond) * .millisecond) {
            passed[millisecond / 1_000] += 1
        }
        #expect(passed == [100, 100, 100, 100, 100])
    }

    @Test func whatWasGivenBackCanBeTaken() {
        var window = RateWindow()
        #expect(window.take(limit: 1, now: 0) == true)
        #expect(window.take(limit: 1, now: 1) == false)
        window.giveBack()
        #expect(window.take(limit: 1, now: 2) == true)
    }

    @Test func itTellsWhenThereIsRoom() {
        var window = RateWindow()
        #expect(window.take(limit: 1, now: 250 * .millisecond) == true)
        #expect(window.take(limit: 1, now: 300 * .millisecond) == false)
        let wait = window.timeUntilRoom(now: 300 * .millisecond)
        #expect(wait == 900 * .millisecond)
        #expect(window.take(limit: 1, now: 300 * .millisecond + wait - 1) == false)
        #expect(window.take(limit: 1, now: 300 * .millisecond + wait) == true)
    }

    @Test func longIntervalsAndLongPausesAreKept() {
        var window = RateWindow(interval: 3_600 * .second)
        #expect(window.take(limit: 1, now: 0) == true)
        #expect(window.take(limit: 1, now: 3_000 * .second) == false)
        #expect(window.take(limit: 1, now: 3_600 * .second) == true)
        #expect(window.count(now: 1_000_000 * .second) == 0)
    }

    /// However requests come, nine tenths of an interval never see more than the count.
    @Test(arguments: [UInt64(1), 2, 3, 4])
    func noNineTenthsSeeMoreThanTheCount(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var window = RateWindow()
        var passed: [Nanoseconds] = []
        var now: Nanoseconds = 0
        for _ in 0..<20_000 {
            now += .random(in: 0..<5 * .millisecond, using: &generator)
            if window.take(limit: 50, now: now) { passed.append(now) }
        }
        for position in passed.indices.dropLast(50) {
            #expect(passed[position + 50] - passed[position] > 900 * .millisecond)
        }
        #expect(passed.count >= 50 * Int(now / .second))
    }
}
