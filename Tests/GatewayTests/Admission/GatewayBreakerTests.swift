import Admission
import Gateway
import MeridianCore
import NIOCore
import Testing

/// Functions that are left alone, and what is answered in their place.
@Suite(.timeLimit(.minutes(1)))
struct GatewayBreakerTests {
    private func with(
        on target: String, _ fallback: Fallback?,
        _ body: (RawClient, StoppedClock, Gateway) async throws -> Void
    ) async throws {
        let clock = StoppedClock()
        let breaker = BreakerRule(.errorCount, threshold: 1, minRequests: 1, fallback: fallback)
        let rules = RuleSet([Rule("guard", on: RuleTarget(target)!, .breaker(breaker))])
        try await GatewayTests.withGateway(
            options: FunctionOptions(timeout: 0.2), rules: rules, clock: clock.clock
        ) { gateway, address, _ in
            try await body(try RawClient(address), clock, gateway)
        }
    }

    /// A request that takes longer than it may.
    private static let failing = "/slow?ms=60000"

    @Test func aFunctionThatFailsIsLeftAloneUntilAProbeGoesWell() async throws {
        try await with(on: "one/slow", nil) { client, clock, gateway in
            #expect(try client.get(Self.failing).status == 504)
            let answer = try client.get("/slow?ms=0")
            #expect(answer.status == 503)
            #expect(answer.fields["retry-after"] == "10")
            #expect(answer.body.contains("MER-6206"))
            #expect(try client.get("/hello").status == 200)
            clock.advance(milliseconds: 10_001)
            #expect(try client.get(Self.failing).status == 504, "the probe fails")
            #expect(try client.get("/slow?ms=0").status == 503)
            clock.advance(milliseconds: 10_001)
            #expect(try client.get("/slow?ms=0").status == 200, "the probe goes well")
            #expect(try client.get("/slow?ms=0").status == 200)
            #expect(gateway.ruleCounts.map(\.rejected) == [2])
        }
    }

    @Test func aResponseKeptReadyStandsIn() async throws {
        let fallback = Fallback.response(status: 203, contentType: "application/json", body: "[]")
        try await with(on: "one/slow", fallback) { client, _, gateway in
            #expect(try client.get(Self.failing).status == 504)
            let answer = try client.get("/slow?ms=0")
            #expect(answer.status == 203)
            #expect(answer.body == "[]")
            #expect(answer.fields["content-type"] == "application/json")
            #expect(answer.fields["x-meridian-rule"] == "guard")
            #expect(gateway.ruleCounts.map(\.rejected) == [1])
        }
    }

    @Test func anotherFunctionStandsIn() async throws {
        try await with(on: "one/slow", .function(RuleTarget("two/hello")!)) { client, _, _ in
            #expect(try client.get(Self.failing).status == 504)
            let answer = try client.get("/slow?ms=0")
            #expect(answer.status == 200)
            #expect(answer.body == "Hello")
        }
    }

    @Test func aFunctionThatIsNotThereCantStandIn() async throws {
        try await with(on: "one/slow", .function(RuleTarget("three/hello")!)) { (client, _, _) throws in
            #expect(try client.get(Self.failing).status == 504)
            #expect(try client.get("/slow?ms=0").status == 503)
        }
    }

    @Test func theLastGoodAnswerStandsIn() async throws {
        try await with(on: "one/slow", .stale(maxAge: 5)) { client, clock, _ in
            #expect(try client.get("/slow?ms=0").body == "slept")
            #expect(try client.get("/slow?ms=1", fields: "Authorization: Bearer a\r\n").status == 200)
            #expect(try client.get(Self.failing).status == 504)
            clock.advance(milliseconds: 2_000)
            let answer = try client.get("/slow?ms=0", fields: "X-Request-Id: again\r\n")
            #expect(answer.status == 200)
            #expect(answer.body == "slept")
            #expect(answer.fields["age"] == "2")
            #expect(answer.fields["x-request-id"] == "again")
            #expect(try client.get("/slow?ms=1").status == 503, "what was for one caller is for no other")
            clock.advance(milliseconds: 4_000)
            #expect(try client.get("/slow?ms=0").status == 503, "it is too old")
        }
    }
}
