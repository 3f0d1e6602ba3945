import Testing

@testable import Admission

@Suite struct BreakerTests {
    private static let second = Nanoseconds.second

    private func report(_ breaker: inout Breaker, _ failed: [Bool], duration: Nanoseconds = 1, now: Nanoseconds = 0) {
        for failed in failed {
            breaker.finished(duration: duration, failed: failed, wasProbe: false, now: now)
        }
    }

    @Test func aShareOfErrorsOpensIt() {
        var breaker = Breaker(BreakerRule(.errorRatio, threshold: 0.5, openFor: 10))
        report(&breaker, [true, true, true, false])
        #expect(breaker.ask(now: 0) == .pass)
        report(&breaker, [false])
        #expect(breaker.ask(now: 1) == .reject(retryAfter: 10 * Self.second - 1))
    }

    @Test func aNumberOfErrorsOpensIt() {
        var breaker = Breaker(BreakerRule(.errorCount, threshold: 3))
        report(&breaker, [true, true, false, false, false, false])
        #expect(breaker.state == .closed)
        report(&breaker, [true])
        #expect(breaker.state == .open(until: 10 * Self.second))
    }

    @Test func slowAnswersOpenIt() {
        var breaker = Breaker(BreakerRule(.slowRatio, threshold: 1, slowerThan: 50))
        report(&breaker, Array(repeating: false, count: 4), duration: 60 * .millisecond)
        #expect(breaker.state == .closed)
        report(&breaker, [false], duration: 60 * .millisecond)
        #expect(breaker.state != .closed)
    }

    @Test func errorsOfAnEarlierIntervalAreForgotten() {
        var breaker = Breaker(BreakerRule(.errorCount, threshold: 6))
        report(&breaker, Array(repeating: true, count: 5), now: 0)
        report(&breaker, Array(repeating: true, count: 5), now: 2 * Self.second)
        #expect(breaker.state == .closed)
    }

    private func opened(probes: Int = 1) -> Breaker {
        var breaker = Breaker(BreakerRule(.errorCount, threshold: 1, minRequests: 1, openFor: 1, probes: probes))
        report(&breaker, [true])
        return breaker
    }

    @Test func oneProbeDecides() {
        var breaker = opened()
        #expect(breaker.ask(now: Self.second) == .probe)
        #expect(breaker.ask(now: Self.second + 1) == .reject(retryAfter: Self.second - 1))
        breaker.finished(duration: 1, failed: false, wasProbe: true, now: Self.second + 2)
        #expect(breaker.ask(now: Self.second + 3) == .pass)
    }

    @Test func aProbeThatFailsOpensItAgain() {
        var breaker = opened()
        #expect(breaker.ask(now: Self.second) == .probe)
        breaker.finished(duration: 1, failed: true, wasProbe: true, now: Self.second)
        #expect(breaker.state == .open(until: 2 * Self.second))
    }

    @Test func severalProbesMustAllGoWell() {
        var breaker = opened(probes: 2)
        #expect(breaker.ask(now: Self.second) == .probe)
        #expect(breaker.ask(now: Self.second) == .probe)
        #expect(breaker.ask(now: Self.second) != .probe)
        breaker.finished(duration: 1, failed: false, wasProbe: true, now: Self.second)
        #expect(breaker.state != .closed)
        breaker.finished(duration: 1, failed: false, wasProbe: true, now: Self.second)
        #expect(breaker.state == .closed)
    }

    @Test func anAnswerFromBeforeDecidesNothing() {
        var breaker = opened()
        #expect(breaker.ask(now: Self.second) == .probe)
        report(&breaker, [true, false], now: Self.second)
        #expect(breaker.state == .halfOpen(left: 0, awaited: 1, since: Self.second))
    }

    @Test func aProbeThatNeverRanIsSentAgain() {
        var breaker = opened()
        #expect(breaker.ask(now: Self.second) == .probe)
        breaker.giveBack(wasProbe: true)
        #expect(breaker.ask(now: Self.second) == .probe)
    }

    @Test func aProbeThatIsLostDoesNotKeepItHalfOpen() {
        var breaker = opened()
        #expect(breaker.ask(now: Self.second) == .probe)
        #expect(breaker.ask(now: 2 * Self.second + 1) == .probe)
    }
}
