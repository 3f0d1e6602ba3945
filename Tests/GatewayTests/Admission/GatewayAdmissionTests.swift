import Admission
import Gateway
import LoadGenerator
import MeridianCore
import NIOCore
import NIOPosix
import Synchronization
import Telemetry
import Testing

/// What admission does without a rule, and while rules change.
@Suite(.timeLimit(.minutes(1)))
struct GatewayAdmissionTests {
    private static let adaptive = RuleSet([
        Rule("one", on: RuleTarget("one/slow")!, .adaptive(AdaptiveRule(initial: 1, lowest: 1, highest: 1)))
    ])

    private final class Progress: Sendable {
        let isOver = Atomic(false)
        let answers = Atomic(0)
    }

    @Test func whatNobodyWaitsForIsNotRun() async throws {
        try await GatewayTests.withGateway { gateway, address, _ in
            let client = try RawClient(address)
            let answer = try client.get("/hello", fields: "X-Meridian-Timeout: 0\r\n")
            #expect(answer.status == 504)
            #expect(answer.body.contains("MER-6209"))
            #expect(try client.get("/hello", fields: "X-Meridian-Timeout: 60000\r\n").status == 200)
            let counted = await gateway.unitRejections()
            #expect(counted[.deadline] == 1)
        }
    }

    @Test func whatIsNotWaitedForAnyMoreIsDroppedFromTheQueue() async throws {
        try await GatewayTests.withGateway(rules: Self.adaptive) { gateway, address, _ in
            let first = try RawClient(address)
            try first.sendOnly("GET /slow?ms=60000 HTTP/1.1\r\nHost: a\r\n\r\n")
            try await GatewayTests.until { gateway.unitAdmission.inFlight == 1 && gateway.unitAdmission.backlog == 0 }
            let answer = try RawClient(address).get("/slow?ms=0", fields: "X-Meridian-Timeout: 50\r\n")
            #expect(answer.status == 504)
            #expect(answer.body.contains("MER-6209"))
            #expect(gateway.unitAdmission.backlog == 0)
            let counted = await gateway.unitRejections()
            #expect(counted[.deadline] == 1)
            first.reset()
        }
    }

    @Test func retriesBeyondTheirBudgetAreTurnedAway() async throws {
        try await GatewayTests.withGateway { gateway, address, _ in
            let client = try RawClient(address)
            var turnedAway = 0
            for _ in 0..<200 {
                let answer = try client.get("/hello", fields: "X-Meridian-Attempt: 2\r\n")
                if answer.status == 429 {
                    turnedAway += 1
                    #expect(answer.body.contains("MER-6208"))
                }
            }
            #expect(turnedAway > 0)
            #expect(try client.get("/hello").status == 200)
            let counted = await gateway.unitRejections()
            #expect(counted[.retries] == turnedAway)
        }
    }

    @Test func rulesHoldForFunctionsThatComeLater() async throws {
        try await GatewayTests.withGateway(
            rules: RuleSet([
                Rule("none", on: RuleTarget("one/hello")!, .flow(FlowRule(count: 0)))
            ])
        ) { gateway, address, _ in
            let client = try RawClient(address)
            #expect(try client.get("/hello").status == 429)
            let rules = gateway.rules
            await gateway.update(try RoutingTable(releases: [], defaultService: nil))
            #expect(try client.get("/hello").status == 404)
            #expect(gateway.rules == rules)
        }
    }

    @Test func rulesThatCantBeLeaveTheFormerInForce() async throws {
        try await GatewayTests.withGateway { gateway, address, _ in
            let good = RuleSet([Rule("none", on: .all, .flow(FlowRule(count: 0)))])
            try await gateway.update(good)
            let many = (0...64).map { Rule("r\($0)", on: .all, .flow(FlowRule(count: 1))) }
            let error = await #expect(throws: MeridianError.self) { try await gateway.update(RuleSet(many)) }
            #expect(error?.code == .rulesTooMany)
            #expect(gateway.rules == good)
            #expect(try RawClient(address).get("/hello").status == 429)
        }
    }

    /// Requests go on while the rules change all the time: none is lost, and none is counted for good.
    @Test func changingRulesUnderLoadLosesNothing() async throws {
        try await GatewayTests.withGateway(loops: 2) { gateway, address, _ in
            let sets = [
                RuleSet(), RuleSet([Rule("a", on: .all, .flow(FlowRule(grade: .concurrency, count: 1_000)))]),
                RuleSet([Rule("a", on: .all, .flow(FlowRule(count: 1e9)))]),
                RuleSet([Rule("b", on: RuleTarget("one/hello")!, .adaptive(AdaptiveRule()))]),
            ]
            let progress = Progress()
            let others = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        try await NIOThreadPool.singleton.runIfActive {
                            let client = try RawClient(address)
                            var others = 0
                            while !progress.isOver.load(ordering: .relaxed) {
                                if try client.get("/hello").status != 200 { others += 1 }
                                progress.answers.add(1, ordering: .relaxed)
                            }
                            return others
                        }
                    }
                }
                var round = 0
                while round < 100 || progress.answers.load(ordering: .relaxed) < 500 {
                    try await gateway.update(sets[round % sets.count])
                    round += 1
                }
                progress.isOver.store(true, ordering: .relaxed)
                return try await group.reduce(0, +)
            }
            #expect(others == 0)
            #expect(gateway.unitAdmission.inFlight == 0)
            #expect(gateway.unitAdmission.backlog == 0)
        }
    }

    @Test func whatIsCountedIsWhatCallersSaw() async throws {
        let rules = RuleSet([Rule("peak", on: RuleTarget("one/hello")!, .flow(FlowRule(count: 100)))])
        try await GatewayTests.withGateway(loops: 2, rules: rules) { gateway, address, _ in
            let plan = LoadPlan(
                port: address.port ?? 0, targets: [LoadTarget("hello", path: "/hello")],
                curve: .steady(500, seconds: 1), connections: 16)
            let seen = try await LoadGenerator(on: NIOSingletons.posixEventLoopGroup.next()).run(plan).total
            #expect(seen.failed == 0)
            #expect(seen.shed > 0)
            #expect(gateway.ruleCounts.map(\.rejected) == [seen.shed])
            let counted = await gateway.totals()[FunctionKey(ServiceName("one")!, FunctionName("hello")!)]
            #expect(counted?.requests == seen.sent)
            #expect(counted?.served == seen.good)
        }
    }
}
