import Testing

@testable import Gateway

@Suite struct SpanBudgetTests {
    @Test func aSecondHasRoomForSoMany() {
        var budget = SpanBudget()
        for second in [Int64(5), 6, 60] {
            let taken = (0..<3 * SpanBudget.perSecond).count { budget.take(now: second * 1_000_000_000 + Int64($0)) }
            #expect(taken == SpanBudget.perSecond)
        }
    }

    @Test func aQuietLoopLosesNone() {
        var budget = SpanBudget()
        #expect((0..<5_000).allSatisfy { budget.take(now: Int64($0) * 2_000_000) })
    }
}
