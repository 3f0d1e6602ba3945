import Testing

@testable import Admission

@Suite struct PacingTests {
    @Test func requestsGoAtAnEvenDistance() {
        var pacer = Pacer()
        let turns = (0..<5).map { _ in pacer.turn(distance: 10, longestWait: 100, now: 0) }
        #expect(turns == [0, 10, 20, 30, 40])
    }

    @Test func whoWouldWaitTooLongGetsNoTurn() {
        var pacer = Pacer()
        let turns = (0..<5).map { _ in pacer.turn(distance: 10, longestWait: 25, now: 0) }
        #expect(turns == [0, 10, 20, nil, nil])
        #expect(pacer.timeUntilTurn(distance: 10, longestWait: 25, now: 0) == 5)
        #expect(pacer.turn(distance: 10, longestWait: 25, now: 5) == 30)
    }

    @Test func aTurnGivenBackIsGivenAgain() {
        var pacer = Pacer()
        _ = pacer.turn(distance: 10, longestWait: 100, now: 0)
        #expect(pacer.turn(distance: 10, longestWait: 100, now: 0) == 10)
        pacer.giveBack()
        #expect(pacer.turn(distance: 10, longestWait: 100, now: 0) == 10)
    }

    @Test func aPauseEarnsNoBurst() {
        var pacer = Pacer()
        _ = pacer.turn(distance: 10, longestWait: 100, now: 0)
        #expect(pacer.turn(distance: 10, longestWait: 100, now: 1_000) == 1_000)
        #expect(pacer.turn(distance: 10, longestWait: 100, now: 1_000) == 1_010)
    }

    /// The figures follow from the formulas with count 90, 10 s and factor 3.
    @Test func aColdFunctionTakesAThird() {
        var warmUp = WarmUp(count: 90, period: 10, coldFactor: 3)
        #expect(abs(warmUp.rate(now: 0) - 30) < 0.001)
    }

    @Test func itWarmsUpInItsPeriodAndCoolsWhenIdle() {
        var warmUp = WarmUp(count: 90, period: 10, coldFactor: 3)
        var rates: [Double] = []
        for second in 0..<20 {
            let now = Nanoseconds(second) * .second
            let rate = warmUp.rate(now: now)
            rates.append(rate)
            for _ in 0..<Int(rate) { warmUp.passed(now: now) }
        }
        #expect(rates == rates.sorted())
        #expect(rates[5] < 90)
        let warm = rates.firstIndex(of: 90)
        #expect(warm.map { (8...14).contains($0) } == true, "\(rates)")
        #expect(abs(warmUp.rate(now: 60 * .second) - 30) < 0.001)
    }
}
