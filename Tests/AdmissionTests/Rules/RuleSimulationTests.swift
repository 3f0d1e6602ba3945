import Admission
import MeridianCore
import Testing

@Suite struct RuleSimulationTests {
    private func rates(_ perSecond: [Int], milliseconds: Double? = nil, failures: Int? = nil) -> RecordedRates {
        RecordedRates(
            perSecond.enumerated().map { second, requests in
                .init(
                    second: Int64(1_000 + second), service: ServiceName("shop")!, function: FunctionName("checkout")!,
                    requests: requests, milliseconds: milliseconds, failures: failures)
            })
    }

    private func rule(_ kind: Rule.Kind, dry: Bool = false) -> RuleSet {
        RuleSet([Rule("rule", on: RuleTarget("shop/checkout")!, isDry: dry, kind)])
    }

    @Test func itTellsWhatALimitWouldHaveTurnedAway() throws {
        let told = try RuleSimulation(rule(.flow(FlowRule(count: 100))), replaying: rates([50, 100, 180, 400, 90]))
        #expect(told.requests == 820)
        #expect(told.effects[0].rule == "rule")
        #expect(abs(told.rejected - 380) <= 20)
        #expect(told.rejected == told.effects[0].rejected)
        #expect(told.effects[0].firstSecond == 1_002)
        #expect(told.effects[0].worstSecond == 1_003)
        #expect(abs(told.effects[0].worst - 300) <= 20)
    }

    @Test func aDryRuleIsAskedToo() throws {
        let told = try RuleSimulation(rule(.flow(FlowRule(count: 10)), dry: true), replaying: rates([50]))
        #expect(told.rejected == 0)
        #expect(told.effects[0].rejected == 40)
    }

    @Test func requestsAtATimeFollowFromTheirTime() throws {
        // 100 a second of 50 ms each are five at a time.
        let enough = try RuleSimulation(
            rule(.flow(FlowRule(grade: .concurrency, count: 5))), replaying: rates([100], milliseconds: 50))
        #expect(enough.rejected == 0)
        let few = try RuleSimulation(
            rule(.flow(FlowRule(grade: .concurrency, count: 4))), replaying: rates([100], milliseconds: 50))
        #expect(few.rejected > 10)
    }

    @Test func itTellsHowLongRequestsWouldHaveWaited() throws {
        let told = try RuleSimulation(
            rule(.flow(FlowRule(count: 100, behavior: .uniform, maxQueueing: 500))), replaying: rates([120, 80]))
        #expect(told.rejected == 0)
        #expect(told.delayed > 100)
        #expect(told.longestDelay > 0.1 && told.longestDelay < 0.3)
    }

    @Test func breakersSeeRecordedFailures() throws {
        let breaker = rule(.breaker(BreakerRule(.errorRatio, threshold: 0.5, openFor: 1)))
        #expect(try RuleSimulation(breaker, replaying: rates([100, 100], failures: 10)).rejected == 0)
        #expect(try RuleSimulation(breaker, replaying: rates([100, 100], failures: 90)).rejected > 100)
    }

    @Test func originsAreKnown() throws {
        var recorded = rates([50])
        recorded.samples[0].origin = "acme"
        let rules = RuleSet([Rule("acme", on: .all, .flow(FlowRule(count: 20, origin: .named("acme"))))])
        #expect(try RuleSimulation(rules, replaying: recorded).admitted == 20)
    }

    @Test func nothingRecordedIsNothingTurnedAway() throws {
        let told = try RuleSimulation(RuleSet(), replaying: RecordedRates([]))
        #expect(told.requests == 0 && told.rejected == 0 && told.effects.isEmpty)
    }

    @Test(
        arguments: [
            (-1, nil, nil), (10_000_001, nil, nil), (5, 6, nil), (5, -1, nil), (5, nil, -1.0), (5, nil, Double.nan),
        ] as [(Int, Int?, Double?)])
    func whatCannotHaveBeenIsTold(requests: Int, failures: Int?, milliseconds: Double?) {
        let recorded = rates([requests], milliseconds: milliseconds, failures: failures)
        let error = #expect(throws: MeridianError.self) { try RuleSimulation(RuleSet(), replaying: recorded) }
        #expect(error?.code == .ratesInvalid)
        #expect(error?.message.hasPrefix("samples[0]: ") == true)
    }

    @Test func rulesAreCheckedFirst() {
        let error = #expect(throws: MeridianError.self) {
            try RuleSimulation(rule(.flow(FlowRule(count: -1))), replaying: rates([1]))
        }
        #expect(error?.code == .rulesInvalid)
    }
}
