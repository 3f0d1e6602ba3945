import Testing

@testable import Admission

@Suite struct FlowRuleTests {
    @Test func requestsASecond() throws {
        var bench = try Bench(.flow(FlowRule(count: 10)))
        #expect(bench.passing(30) == 10)
        bench.advance(milliseconds: 1_000)
        #expect(bench.passing(30) == 10)
        let rejection = bench.ask().rejection
        #expect(rejection?.reason == .flow)
        #expect(rejection?.status == 429)
        #expect(rejection?.retryAfterSeconds == 1)
        #expect(rejection.flatMap { bench.controller.rules.name(of: $0) } == "rule")
    }

    @Test func requestsInAnIntervalOfTheirOwn() throws {
        var bench = try Bench(.flow(FlowRule(count: 1, interval: 60)))
        #expect(bench.passing(5) == 1)
        bench.advance(milliseconds: 50_000)
        #expect(bench.ask().rejection?.retryAfterSeconds == 10)
        bench.advance(milliseconds: 10_000)
        #expect(bench.passing(5) == 1)
    }

    @Test func requestsAtATime() throws {
        let bench = try Bench(.flow(FlowRule(grade: .concurrency, count: 2)))
        let permits = (0..<3).map { _ in bench.begin() }
        #expect(permits.map { $0 != nil } == [true, true, false])
        bench.controller.finished(permits[0]!, .failed, now: 5)
        #expect(bench.begin() != nil)
        #expect(bench.begin() == nil)
    }

    @Test func whatIsAbandonedIsNoLongerAtATime() throws {
        let bench = try Bench(.flow(FlowRule(grade: .concurrency, count: 1)))
        guard case .admit(let permit) = bench.ask() else { return #expect(Bool(false)) }
        bench.controller.abandoned(permit, now: 1)
        #expect(bench.begin() != nil)
        #expect(bench.controller.unit.backlog == 0)
        #expect(bench.controller.unit.inFlight == 1)
    }

    @Test func aRuleOnAServiceCountsItsFunctionsTogether() throws {
        let bench = try Bench(.flow(on: "shop/*", FlowRule(count: 5)))
        #expect(bench.passing(3, 0) + bench.passing(3, 1) + bench.passing(3, 2) == 5)
    }

    @Test func aRuleOnAFunctionLeavesOthersAlone() throws {
        let bench = try Bench(
            .flow(on: "shop/item", FlowRule(count: 0)), .flow("other", on: "den/x", FlowRule(count: 0)))
        #expect(bench.passing(5, 0) == 5)
        #expect(bench.passing(5, 1) == 0)
    }

    @Test func aUniformRateMakesRequestsWait() throws {
        var bench = try Bench(.flow(FlowRule(count: 10, behavior: .uniform, maxQueueing: 250)))
        var waits: [Nanoseconds?] = []
        var permits: [Permit] = []
        for _ in 0..<5 {
            switch bench.ask() {
            case .admit(let permit):
                waits.append(0)
                permits.append(permit)
            case .wait(let permit, let until):
                waits.append(until)
                permits.append(permit)
            case .reject: waits.append(nil)
            case .queue: #expect(Bool(false))
            }
        }
        #expect(waits == [0, 100 * .millisecond, 200 * .millisecond, nil, nil])
        // Who waits for a turn is no backlog of the unit.
        #expect(bench.controller.unit.backlog == 1)
        bench.advance(milliseconds: 100)
        guard case .admit = bench.controller.resume(permits[1], now: bench.now) else { return #expect(Bool(false)) }
        #expect(bench.controller.unit.backlog == 2)
        bench.controller.abandoned(permits[2], now: bench.now)
        #expect(bench.controller.unit.backlog == 2)
        #expect(bench.controller.unit.inFlight == 2)
    }

    @Test func aColdFunctionIsCalledLess() throws {
        var bench = try Bench(.flow(FlowRule(count: 90, behavior: .warmUp)))
        #expect(bench.passing(200) == 30)
        for _ in 0..<20 {
            bench.advance(milliseconds: 1_000)
            _ = bench.passing(200)
        }
        bench.advance(milliseconds: 1_000)
        #expect(bench.passing(200) == 90)
    }

    @Test func aColdFunctionIsCalledAtAWiderDistance() throws {
        let bench = try Bench(.flow(FlowRule(count: 90, behavior: .warmUpUniform)))
        _ = bench.begin()
        guard case .wait(_, let until) = bench.ask() else { return #expect(Bool(false)) }
        #expect(abs(until.seconds - 1.0 / 30) < 0.0001)
    }

    @Test func originsAreCountedApart() throws {
        let bench = try Bench(
            .flow("acme", FlowRule(count: 5, origin: .named("acme"))),
            .flow("other", FlowRule(count: 2, origin: .other)))
        #expect(bench.passing(10, origin: "acme") == 5)
        #expect(bench.passing(10, origin: "bolt") + bench.passing(10) == 2)
    }

    @Test func eachOriginByItself() throws {
        let bench = try Bench(.flow(FlowRule(count: 3, origin: .each)))
        #expect(bench.passing(10, origin: "acme") == 3)
        #expect(bench.passing(10, origin: "bolt") == 3)
        #expect(bench.passing(10) == 10)
    }

    @Test func requestsAtATimeOfEachOrigin() throws {
        let bench = try Bench(.flow(FlowRule(grade: .concurrency, count: 1, origin: .each)))
        let first = bench.begin(origin: "acme")
        #expect(bench.begin(origin: "acme") == nil)
        #expect(bench.begin(origin: "bolt") != nil)
        bench.controller.finished(first!, .succeeded, now: 1)
        #expect(bench.begin(origin: "acme") != nil)
    }

    @Test func aFunctionGivesWayToAnother() throws {
        var bench = try Bench(.flow(on: "shop/item", FlowRule(count: 5, related: RuleTarget("shop/checkout")!)))
        #expect(bench.passing(5, 0) == 5)
        #expect(bench.passing(1, 1) == 1)
        #expect(bench.passing(1, 0) == 1)
        #expect(bench.passing(1, 1) == 0)
        bench.advance(milliseconds: 1_000)
        #expect(bench.passing(1, 1) == 1)
    }

    @Test func whatALaterRuleRejectsCountsInNone() throws {
        let bench = try Bench(
            .flow("many", FlowRule(count: 10)),
            .flow("few", FlowRule(grade: .concurrency, count: 3)),
            .flow("none", on: "shop/item", FlowRule(count: 0)))
        #expect(bench.passing(50, 1) == 0)
        #expect(bench.passing(20, 0) == 10)
    }

    @Test func aDryRuleOnlyCounts() throws {
        let bench = try Bench(
            .flow("dry", dry: true, FlowRule(grade: .concurrency, count: 1)), .flow("wet", FlowRule(count: 10)))
        let permits = (0..<3).compactMap { _ in bench.begin() }
        #expect(permits.count == 3)
        for permit in permits { bench.controller.finished(permit, .succeeded, now: 1) }
        #expect(bench.passing(20) == 7)
        let counts = bench.controller.rules.counts
        #expect(counts.map(\.name) == ["dry", "wet"])
        #expect(counts.map(\.rejected) == [0, 13])
        #expect(counts.map(\.wouldReject) == [2, 0])
    }
}
