import MeridianCore
import Testing

@testable import Admission

/// What stays when other rules come in force.
@Suite struct SwapTests {
    private func swap(_ bench: Bench, to rules: Rule...) throws {
        bench.controller.install(try Bench.compile(rules, carrying: bench.controller.rules))
    }

    @Test func aRuleThatStaysKeepsItsCount() throws {
        let bench = try Bench(.flow(FlowRule(count: 10)))
        #expect(bench.passing(6) == 6)
        try swap(bench, to: .flow(FlowRule(count: 10)), .flow("more", FlowRule(count: 100)))
        #expect(bench.passing(20) == 4)
        #expect(bench.controller.rules.counts.first?.rejected == 16)
    }

    @Test func aCountThatChangesGoesOnFromWhatWasCounted() throws {
        let bench = try Bench(.flow(FlowRule(count: 10)))
        #expect(bench.passing(10) == 10)
        try swap(bench, to: .flow(FlowRule(count: 15)))
        #expect(bench.passing(20) == 5)
        try swap(bench, to: .flow(FlowRule(count: 3)))
        #expect(bench.passing(20) == 0)
    }

    @Test func anotherIntervalBeginsAnew() throws {
        let bench = try Bench(.flow(FlowRule(count: 10)))
        #expect(bench.passing(10) == 10)
        try swap(bench, to: .flow(FlowRule(count: 10, interval: 60)))
        #expect(bench.passing(20) == 10)
    }

    @Test func whatRunsIsGivenBackWhereItWasCounted() throws {
        let bench = try Bench(.flow(FlowRule(grade: .concurrency, count: 2)))
        let permits = (0..<2).map { _ in bench.begin()! }
        try swap(bench, to: .flow(FlowRule(grade: .concurrency, count: 3)))
        #expect(bench.begin() != nil)
        #expect(bench.begin() == nil)
        try swap(bench)
        try swap(bench, to: .flow(FlowRule(grade: .concurrency, count: 1)))
        for permit in permits { bench.controller.finished(permit, .succeeded, now: 1) }
        #expect(bench.begin() != nil)
        #expect(bench.begin() == nil)
    }

    @Test func anOpenBreakerStaysOpenAndFunctionsKeepTheirOwn() throws {
        let breaker = Rule("guard", on: .all, .breaker(BreakerRule(.errorCount, threshold: 1, minRequests: 1)))
        let bench = try Bench(breaker)
        #expect(bench.passing(3, 1, outcome: .failed) == 1)
        try swap(bench, to: breaker, .flow("more", FlowRule(count: 100)))
        #expect(bench.begin(1) == nil)
        #expect(bench.begin(0) != nil)
    }

    @Test func aSnapshotThatIsRefusedChangesNothing() throws {
        let bench = try Bench(.flow(FlowRule(count: 1)))
        #expect(throws: MeridianError.self) { try swap(bench, to: .flow(FlowRule(count: -1))) }
        #expect(bench.passing(5) == 1)
    }

    @Test func snapshotsOfTheSameRulesCountTogether() throws {
        let rules = try Bench.compile([.flow(FlowRule(count: 10))])
        let unit = UnitAdmission()
        let controllers = (1...3).map { AdmissionController(rules, unit: unit, seed: $0) }
        var admitted = 0
        for request in 0..<60 {
            if case .admit = controllers[request % 3].admit(RequestFacts(function: 0), now: 0) { admitted += 1 }
        }
        #expect(admitted == 10)
    }

    /// The same limit, asked from several threads at once, passes neither more nor less.
    @Test func aLimitHoldsAcrossThreads() async throws {
        let rules = try Bench.compile([
            .flow(FlowRule(count: 5_000)), .flow("c", FlowRule(grade: .concurrency, count: 64)),
        ])
        let unit = UnitAdmission()
        let admitted = await withTaskGroup(of: Int.self) { group in
            for seed in 1...4 {
                group.addTask {
                    let controller = AdmissionController(rules, unit: unit, seed: UInt64(seed))
                    var admitted = 0
                    for _ in 0..<4_000 {
                        guard case .admit(var permit) = controller.admit(RequestFacts(function: 0), now: 0) else {
                            continue
                        }
                        admitted += 1
                        controller.started(&permit, now: 0)
                        controller.finished(permit, .succeeded, now: 0)
                    }
                    return admitted
                }
            }
            return await group.reduce(0, +)
        }
        #expect(admitted == 5_000)
        #expect(unit.inFlight == 0)
        #expect(unit.backlog == 0)
    }

    @Test func thousandsOfRulesAreFoundByFunction() throws {
        let functions = (0..<10_000).map { FunctionKey(ServiceName("s\($0 / 100)")!, FunctionName("f\($0 % 100)")!) }
        let set = RuleSet(
            functions.enumerated().map { number, function in
                .flow("r\(number)", on: function.description, FlowRule(count: Double(number % 5)))
            })
        let rules = try CompiledRules(set, functions: functions, hash: KeyHash(seed: 1))
        let controller = AdmissionController(rules, unit: UnitAdmission(), seed: 1)
        #expect(rules.entry(9_999).common.rules.count == 1)
        for function in [0, 1, 4, 9_998] {
            let admitted = (0..<10).count { _ in
                if case .admit = controller.admit(RequestFacts(function: function), now: 0) { true } else { false }
            }
            #expect(admitted == function % 5)
        }
    }
}
