import Admission
import Gateway
import MeridianCore
import NIOCore
import Telemetry
import Testing

/// Each kind of rule, through a gateway and its functions.
@Suite(.timeLimit(.minutes(1)))
struct GatewayRulesTests {
    private static let hello = RuleTarget("one/hello")!
    private static let slow = RuleTarget("one/slow")!

    private func with(
        _ rules: Rule..., trustsCallers: Bool = false, options: FunctionOptions = FunctionOptions(),
        _ body: (Gateway, SocketAddress, StoppedClock) async throws -> Void
    ) async throws {
        let clock = StoppedClock()
        try await GatewayTests.withGateway(
            options: options, rules: RuleSet(rules), trustsCallers: trustsCallers, clock: clock.clock
        ) { gateway, address, _ in
            try await body(gateway, address, clock)
        }
    }

    private func statuses(_ client: RawClient, _ target: String, _ count: Int, fields: String = "") throws -> [Int] {
        try (0..<count).map { _ in try client.get(target, fields: fields).status }
    }

    @Test func whatIsBeyondALimitIsTurnedAwayOnItsHead() async throws {
        try await with(Rule("peak", on: Self.hello, .flow(FlowRule(count: 3)))) { gateway, address, clock in
            let client = try RawClient(address)
            #expect(try statuses(client, "/hello", 5) == [200, 200, 200, 429, 429])
            let answer = try client.get("/hello", fields: "X-Request-Id: mine-1\r\n")
            #expect(answer.status == 429)
            #expect(answer.fields["content-type"] == "application/problem+json")
            #expect(answer.fields["retry-after"] == "1")
            #expect(answer.fields["x-meridian-rule"] == "peak")
            #expect(answer.fields["x-request-id"] == "mine-1")
            #expect(
                answer.body == """
                    {"type":"urn:meridian:error:MER-6205","title":"A rule turned the request away","status":429,\
                    "detail":"the rule 'peak' lets no more requests to one/hello pass now; try again in 1 s",\
                    "code":"MER-6205","rule":"peak"}
                    """)
            clock.advance(milliseconds: 1_100)
            #expect(try client.get("/hello").status == 200)
            #expect(gateway.ruleCounts.map(\.rejected) == [3])
            let text = await gateway.exposition()
            #expect(text.contains("meridian_rejections_total{reason=\"flow\",rule=\"peak\"} 3\n"))
            #expect(
                text.contains(
                    "faas_requests_total{function=\"one/hello\",version=\"1\",unit=\"main\",outcome=\"shed\"} 3\n"))
        }
    }

    @Test func theBodyOfWhatIsTurnedAwayIsReadPast() async throws {
        try await with(Rule("none", on: RuleTarget("one/echo")!, .flow(FlowRule(count: 0)))) { _, address, _ in
            let client = try RawClient(address)
            for _ in 0..<3 {
                let answer = try client.request("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nGET /")
                #expect(answer.status == 429)
                #expect(try client.get("/hello").body == "Hello")
            }
        }
    }

    @Test func aDryRuleOnlyCounts() async throws {
        try await with(Rule("peak", on: .all, isDry: true, .flow(FlowRule(count: 1)))) { gateway, address, _ in
            let client = try RawClient(address)
            #expect(try statuses(client, "/hello", 4) == [200, 200, 200, 200])
            #expect(gateway.ruleCounts.map(\.wouldReject) == [3])
            #expect(gateway.ruleCounts.map(\.rejected) == [0])
            let text = await gateway.exposition()
            #expect(text.contains("meridian_dry_rejections_total{rule=\"peak\"} 3\n"))
        }
    }

    @Test func requestsAtATimeAreLimited() async throws {
        let rule = Rule("few", on: Self.slow, .flow(FlowRule(grade: .concurrency, count: 1)))
        try await with(rule) { gateway, address, _ in
            let first = try RawClient(address)
            try first.sendOnly("GET /slow?ms=60000 HTTP/1.1\r\nHost: a\r\n\r\n")
            try await GatewayTests.until { gateway.unitAdmission.inFlight == 1 }
            let second = try RawClient(address)
            #expect(try second.get("/slow?ms=0").status == 429)
            first.reset()
        }
    }

    @Test func aPlaceIsFreeAgainWhenItsCallerLeaves() async throws {
        let rule = Rule("few", on: Self.slow, .flow(FlowRule(grade: .concurrency, count: 1)))
        try await with(rule) { gateway, address, _ in
            do {
                let first = try RawClient(address)
                try first.sendOnly("GET /slow?ms=60000 HTTP/1.1\r\nHost: a\r\n\r\n")
                try await GatewayTests.until { gateway.unitAdmission.inFlight == 1 }
                first.reset()
            }
            try await GatewayTests.until { gateway.unitAdmission.inFlight == 0 }
            #expect(try RawClient(address).get("/slow?ms=0").status == 200)
        }
    }

    @Test func aColdFunctionTakesAPartOfItsLimit() async throws {
        let rule = Rule("warm", on: Self.hello, .flow(FlowRule(count: 30, behavior: .warmUp)))
        try await with(rule) { _, address, _ in
            let statuses = try statuses(RawClient(address), "/hello", 20)
            #expect(statuses.count { $0 == 200 } == 10)
        }
    }

    @Test func aUniformRateMakesRequestsWaitForTheirTurn() async throws {
        let rule = Rule("even", on: Self.hello, .flow(FlowRule(count: 20, behavior: .uniform, maxQueueing: 100)))
        try await with(rule) { gateway, address, _ in
            let client = try RawClient(address)
            // The clock stands still, so each comes 50 ms after the one before, until it would be too long.
            #expect(try statuses(client, "/hello", 5) == [200, 200, 200, 429, 429])
            #expect(gateway.unitAdmission.inFlight == 0)
        }
    }

    @Test func theBodyOfARequestThatWaitsForItsTurnIsKept() async throws {
        let rule = Rule("even", on: .all, .flow(FlowRule(count: 20, behavior: .uniform)))
        try await with(rule) { _, address, _ in
            let client = try RawClient(address)
            #expect(try client.get("/hello").status == 200)
            let request = "POST /echo HTTP/1.0\r\nContent-Length: 12\r\n\r\nHello, world"
            try client.sendOnly(request)
            #expect(try client.bodySizeUntilClose() == 12)
        }
    }

    @Test func whoLeavesBeforeTheirTurnTakesNoPlace() async throws {
        let rule = Rule("even", on: Self.hello, .flow(FlowRule(count: 0.1, behavior: .uniform, maxQueueing: 60_000)))
        try await with(rule) { gateway, address, _ in
            let client = try RawClient(address)
            #expect(try client.get("/hello").status == 200)
            do {
                let leaving = try RawClient(address)
                try leaving.sendOnly("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                try await GatewayTests.until { gateway.unitAdmission.inFlight == 1 }
                leaving.reset()
            }
            try await GatewayTests.until { gateway.unitAdmission.inFlight == 0 }
        }
    }

    @Test func aCallerIsLimitedByName() async throws {
        let rule = Rule("partner", on: .all, .flow(FlowRule(count: 2, origin: .named("acme"))))
        try await with(rule, trustsCallers: true) { _, address, _ in
            let client = try RawClient(address)
            #expect(try statuses(client, "/hello", 3, fields: "X-Meridian-Origin: acme\r\n") == [200, 200, 429])
            #expect(try statuses(client, "/hello", 3, fields: "X-Meridian-Origin: other\r\n") == [200, 200, 200])
            #expect(try statuses(client, "/hello", 3) == [200, 200, 200])
        }
    }

    @Test func whoIsNotTrustedHasNoNameButIsToldApartByCredentials() async throws {
        let named = Rule("partner", on: .all, .flow(FlowRule(count: 1, origin: .named("acme"))))
        let each = Rule("each", on: .all, .flow(FlowRule(count: 2, origin: .each)))
        try await with(named, each) { _, address, _ in
            let client = try RawClient(address)
            #expect(try statuses(client, "/hello", 3, fields: "X-Meridian-Origin: acme\r\n") == [200, 200, 200])
            for token in ["a", "b"] {
                #expect(
                    try statuses(client, "/hello", 3, fields: "Authorization: Bearer \(token)\r\n") == [200, 200, 429])
            }
        }
    }

    @Test func anotherFunctionsLoadTurnsRequestsAway() async throws {
        let rule = Rule(
            "related", on: Self.hello, .flow(FlowRule(count: 2, related: RuleTarget("one/greet")!)))
        try await with(rule) { _, address, _ in
            let client = try RawClient(address)
            #expect(try client.get("/hello").status == 200)
            #expect(try statuses(client, "/greet/you", 3) == [200, 200, 200])
            #expect(try client.get("/hello").status == 429)
        }
    }

    @Test(arguments: [
        (ParameterRule.Source.path("name"), "/greet/hot", "/greet/cold", "/greet/h%6Ft", ""),
        (.query("k"), "/hello?a=1&k=hot", "/hello?k=cold", "/hello?%6B=h%6Ft", ""),
        (.header("X-Key"), "/hello", "/hello?other", "/hello", "X-Key: hot\r\n"),
    ])
    func aValueOfAParameterIsLimitedByItself(
        source: ParameterRule.Source, hot: String, cold: String, spelled: String, fields: String
    ) async throws {
        try await with(Rule("hot", on: .all, .parameter(ParameterRule(source, count: 2)))) { gateway, address, _ in
            let client = try RawClient(address)
            #expect(try statuses(client, hot, 3, fields: fields) == [200, 200, 429])
            #expect(try client.get(spelled, fields: fields).status == 429, "spelled another way")
            #expect(try client.get(cold).status == 200)
            #expect(gateway.ruleCounts.map(\.rejected) == [2])
        }
    }

    @Test func theUnitIsLimited() async throws {
        try await with(Rule("unit", on: .all, .system(SystemRule(qps: 2)))) { _, address, _ in
            let client = try RawClient(address)
            #expect(try client.get("/hello").status == 200)
            #expect(try client.get("/greet/you").status == 200)
            let answer = try client.get("/hello")
            #expect(answer.status == 503)
            #expect(answer.fields["x-meridian-rule"] == "unit")
        }
    }

    @Test func anAdaptiveLimitLetsRequestsWait() async throws {
        let rule = Rule("adaptive", on: Self.slow, .adaptive(AdaptiveRule(initial: 1, lowest: 1, highest: 1)))
        try await with(rule) { gateway, address, _ in
            let first = try RawClient(address)
            try first.sendOnly("GET /slow?ms=300 HTTP/1.1\r\nHost: a\r\n\r\n")
            try await GatewayTests.until { gateway.unitAdmission.inFlight == 1 && gateway.unitAdmission.backlog == 0 }
            let second = try RawClient(address)
            try second.sendOnly("GET /slow?ms=0 HTTP/1.1\r\nHost: a\r\n\r\n")
            try await GatewayTests.until { gateway.unitAdmission.backlog == 1 }
            // Other functions of the same instances are not held up.
            let other = try RawClient(address)
            #expect(try other.get("/hello").status == 200)
            #expect(try second.request("").status == 200)
            #expect(try first.request("").status == 200)
            #expect(gateway.unitAdmission.backlog == 0)
        }
    }
}
