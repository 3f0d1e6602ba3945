import MeridianCore
import Testing

@testable import Admission

/// Rules on parameters, on the unit and on the health of functions.
@Suite struct OtherRuleTests {
    @Test func eachValueOfAParameterHasALimit() throws {
        var bench = try Bench(
            Rule(
                "hot", on: RuleTarget("shop/item")!,
                .parameter(ParameterRule(.path("id"), count: 5, burst: 2, overrides: ["42": 20]))))
        #expect(bench.controller.rules.parameters(of: 1) == [.path("id")])
        #expect(bench.controller.rules.parameters(of: 0).isEmpty)
        #expect(bench.passing(50, 1, parameter: "7") == 7)
        #expect(bench.passing(50, 1, parameter: "8") == 7)
        #expect(bench.passing(50, 1, parameter: "42") == 22)
        #expect(bench.passing(50, 1) == 50)
        #expect(bench.ask(1, parameter: "7").rejection?.reason == .parameter)
        bench.advance(milliseconds: 1_000)
        #expect(bench.passing(50, 1, parameter: "7") == 5)
    }

    @Test func requestsOfAValueAtATime() throws {
        let bench = try Bench(
            Rule("hot", on: .all, .parameter(ParameterRule(.query("sku"), grade: .concurrency, count: 1))))
        let first = bench.begin(parameter: "a")
        #expect(bench.begin(parameter: "a") == nil)
        #expect(bench.begin(parameter: "b") != nil)
        bench.controller.finished(first!, .succeeded, now: 1)
        #expect(bench.begin(parameter: "a") != nil)
    }

    @Test func tooManyParametersAreRefused() throws {
        let rules = (0..<5).map { Rule("r\($0)", on: .all, .parameter(ParameterRule(.query("q\($0)"), count: 1))) }
        let error = #expect(throws: MeridianError.self) { try Bench.compile(rules) }
        #expect(error?.code == .rulesTooMany)
    }

    @Test func tooManyRulesOnOneFunctionAreRefused() throws {
        let rules = (0..<65).map { Rule.flow("r\($0)", FlowRule(count: 1)) }
        let error = #expect(throws: MeridianError.self) { try Bench.compile(rules) }
        #expect(error?.code == .rulesTooMany)
        #expect(error?.message == "65 rules come together on shop/checkout; there may be 64")
    }

    @Test func theUnitHasLimits() throws {
        let bench = try Bench(Rule("unit", on: .all, .system(SystemRule(qps: 6, concurrency: 2))))
        let first = bench.begin(0)
        let second = bench.begin(1)
        let rejection = bench.ask(2).rejection
        #expect(rejection?.reason == .system)
        #expect(rejection?.status == 503)
        for permit in [first!, second!] { bench.controller.finished(permit, .succeeded, now: 1) }
        #expect(bench.passing(10, 2) == 4)
    }

    @Test func twoRulesOnTheUnitCountByThemselves() throws {
        let bench = try Bench(
            Rule("high", on: .all, .system(SystemRule(qps: 10))), Rule("low", on: .all, .system(SystemRule(qps: 6))))
        #expect(bench.passing(20) == 6)
    }

    @Test func aBusyMachineTurnsAwayWhatItCannotDo() throws {
        let bench = try Bench(Rule("unit", on: .all, .system(SystemRule(cpu: 0.9))))
        let permits = (0..<3).compactMap { _ in bench.begin() }
        bench.controller.finished(permits[0], .succeeded, now: 1_000_000)
        bench.controller.unit.machine = MachineReading(load: 1, cpu: 0.95)
        #expect(bench.ask().rejection?.reason == .system)
        bench.controller.unit.machine = MachineReading(load: 1, cpu: 0.85)
        #expect(bench.begin() != nil)
    }

    private static let guardRule = Rule(
        "guard", on: RuleTarget("shop/*")!,
        .breaker(
            BreakerRule(
                .errorRatio, threshold: 0.5, openFor: 2,
                fallback: .response(status: 200, contentType: "application/json", body: "[]"))))

    @Test func aFailingFunctionIsLeftAlone() throws {
        var bench = try Bench(Self.guardRule)
        #expect(bench.passing(20, 2, outcome: .failed) == 5)
        let rejection = try #require(bench.ask(2).rejection)
        #expect(rejection.reason == .breaker)
        #expect(rejection.retryAfterSeconds == 2)
        #expect(
            bench.controller.rules.fallback(of: rejection)
                == .response(status: 200, contentType: "application/json", body: "[]"))
        // Each function has a health of its own.
        #expect(bench.passing(5, 1) == 5)
        bench.advance(milliseconds: 2_000)
        let probe = bench.begin(2)
        #expect(probe != nil)
        #expect(bench.begin(2) == nil)
        bench.controller.finished(probe!, .succeeded, now: bench.now)
        #expect(bench.passing(5, 2) == 5)
    }

    @Test func aProbeWhoseCallerWentAwayIsSentAgain() throws {
        var bench = try Bench(Self.guardRule)
        _ = bench.passing(5, outcome: .failed)
        bench.advance(milliseconds: 2_000)
        let probe = bench.begin()
        bench.controller.finished(probe!, .cancelled, now: bench.now)
        #expect(bench.begin() != nil)
    }

    @Test func callersThatGoAwayAreNoFailures() throws {
        let bench = try Bench(Self.guardRule)
        #expect(bench.passing(20, outcome: .cancelled) == 20)
    }

    @Test func adaptiveLimitsMakeRequestsWait() throws {
        let bench = try Bench(Rule("adaptive", on: .all, .adaptive(AdaptiveRule(initial: 2))))
        let first = bench.begin()
        #expect(bench.begin() != nil)
        guard case .queue(let third) = bench.ask() else { return #expect(Bool(false)) }
        #expect(!bench.controller.mayStart(third))
        bench.controller.finished(first!, .succeeded, now: 1)
        #expect(bench.controller.mayStart(third))
    }

    @Test func prioritiesSpeakTheLaterTheMoreTheySay() throws {
        let bench = try Bench(
            Rule("one", on: RuleTarget("shop/item")!, .priority(PriorityRule(criticality: .criticalPlus))),
            Rule("all", on: .all, .priority(PriorityRule(criticality: .sheddable, weight: 2))))
        let rules = bench.controller.rules
        #expect((0..<3).map(rules.criticality) == [.sheddable, .criticalPlus, .sheddable])
        #expect((0..<3).map(rules.weight) == [2, 2, 2])
        #expect(rules.criticality(of: 99) == nil)
    }

    @Test func aRequestThatComesTooLateIsTurnedAway() throws {
        let bench = try Bench()
        let rejection = bench.controller.admit(RequestFacts(function: 0, deadline: 5), now: 5).rejection
        #expect(rejection?.reason == .deadline)
        #expect(rejection?.status == 504)
        #expect(bench.controller.rejected(for: .deadline) == 1)
    }

    @Test func whatIsTurnedAwayIsToldWhyAndWhenToComeAgain() throws {
        let bench = try Bench(
            .flow("peak", on: "shop/checkout", FlowRule(count: 0)),
            Rule("hot", on: RuleTarget("shop/item")!, .parameter(ParameterRule(.path("id"), count: 0))),
            Rule(
                "guard", on: RuleTarget("shop/reviews")!,
                .breaker(BreakerRule(.errorCount, threshold: 1, minRequests: 1))))
        func told(_ function: Int, _ parameter: String? = nil) throws -> MeridianError {
            let rejection = try #require(bench.ask(function, parameter: parameter).rejection)
            return bench.controller.rules.error(for: rejection, function: function)
        }
        let peak = try told(0)
        #expect(peak.code == .rejectedByRule && peak.status == 429 && peak.retryAfter == 1)
        #expect(peak.message == "the rule 'peak' lets no more requests to shop/checkout pass now; try again in 1 s")
        #expect(try told(1, "7").message.hasPrefix("the rule 'hot' lets no more requests to shop/item"))
        _ = bench.passing(1, 2, outcome: .failed)
        let left = try told(2)
        #expect(left.code == .breakerOpen && left.status == 503 && left.retryAfter == 10)
        let late = bench.controller.admit(RequestFacts(function: 0, deadline: 0), now: 0).rejection
        let error = bench.controller.rules.error(for: try #require(late), function: 0)
        #expect(error.code == .cameTooLate && error.status == 504 && error.retryAfter == nil)
    }

    @Test func functionsThatNoRuleKnowsAreServed() throws {
        let bench = try Bench(.flow(on: "shop/item", FlowRule(count: 0)))
        #expect(bench.passing(3, 12_345) == 3)
        #expect(bench.passing(3, -1) == 3)
        #expect(bench.controller.unit.inFlight == 0)
    }
}
