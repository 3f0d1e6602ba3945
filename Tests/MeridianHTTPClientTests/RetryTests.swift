import Meridian
import MeridianTesting
import TestSupport
import Testing

@testable import MeridianHTTPClient

@Suite struct RetryTests {
    private let network = FakeHTTPTransport()

    private func call(
        _ request: ClientRequest, _ settings: [String: JSONValue] = [:]
    ) async throws -> TestAnswer {
        try await calling(network, settings) { try await $0.call(request).text }
    }

    @Test(arguments: [HTTPTransportFailure.Kind.notConnected, .broken])
    func aBrokenConnectionIsTriedAgain(kind: HTTPTransportFailure.Kind) async throws {
        network.fail(.get, base + "/", kind)
        network.fail(.get, base + "/", kind)
        network.answer(.get, base + "/", "at last")
        let answer = try await call(ClientRequest(.get, "/"))
        #expect(answer.text == "at last")
        #expect(network.pauses.count == 2)
        #expect(network.pauses[0] <= .milliseconds(100) && network.pauses[1] <= .milliseconds(200))
    }

    @Test func retriesEnd() async throws {
        network.fail(.get, base + "/", .notConnected)
        try await call(ClientRequest(.get, "/"), ["retries": 3]).expectProblem(status: 502, code: "MER-1562")
        #expect(network.calls.count == 4)
    }

    @Test func whatMayHaveArrivedIsNotSentTwice() async throws {
        network.fail(.post, base + "/", .broken)
        try await call(ClientRequest(.post, "/")).expectProblem(status: 502, code: "MER-1562")
        #expect(network.calls.count == 1)
        try await call(ClientRequest(.post, "/", fields: ["idempotency-key": "1"])).expectProblem(status: 502)
        #expect(network.calls.count == 4)
    }

    @Test func whatWasNotSentMayBe() async throws {
        network.fail(.post, base + "/", .notConnected)
        network.answer(.post, base + "/", "ok")
        let answer = try await call(ClientRequest(.post, "/"))
        #expect(answer.text == "ok")
    }

    @Test func aStreamIsSentOnce() async throws {
        network.fail(.put, base + "/", .notConnected)
        let parts = AsyncThrowingStream<ByteBuffer, any Error> { $0.finish() }
        try await call(ClientRequest(.put, "/", body: .stream(parts))).expectProblem(status: 502)
        #expect(network.calls.count == 1)
    }

    @Test func retryAfterIsKept() async throws {
        network.answer(.get, base + "/", status: 503, fields: ["retry-after": "1"])
        network.answer(.get, base + "/", "ok")
        let answer = try await call(ClientRequest(.get, "/"))
        #expect(answer.text == "ok")
        #expect(network.pauses == [.seconds(1)])
    }

    @Test func aLongerPauseThanAllowedIsNoRetry() async throws {
        network.answer(.get, base + "/", status: 429, fields: ["retry-after": "3600"])
        try await call(ClientRequest(.get, "/")).expectProblem(status: 502, code: "MER-1564")
        #expect(network.calls.count == 1)
    }

    @Test func aPauseBeyondTheDeadlineIsNotMade() async throws {
        network.answer(.get, base + "/", status: 503, fields: ["retry-after": "2"])
        try await call(ClientRequest(.get, "/"), ["timeout": "1s"]).expectProblem(status: 502)
        #expect(network.calls.count == 1)
    }

    @Test func theBudgetEnds() async throws {
        network.fail(.get, base + "/", .broken)
        let answer = try await calling(network, ["retryBudget": 0]) { stock in
            for _ in 0..<20 { _ = try? await stock.call(ClientRequest(.get, "/")) }
            return ""
        }
        #expect(answer.status == 200)
        #expect(network.calls.count == 30)
    }

    @Test func theBudgetIsEarned() {
        let budget = RetryBudget(earned: 0.5)
        for _ in 0..<10 { #expect(budget.spend()) }
        #expect(!budget.spend())
        budget.earn()
        #expect(!budget.spend())
        budget.earn()
        #expect(budget.spend())
        for _ in 0..<100 { budget.earn() }
        #expect((0..<20).count { _ in budget.spend() } == 10)
    }

    @Test func pausesAreSpreadBelowTheirBound() throws {
        var configuration = HTTPClientPlugin().configuration
        configuration["httpClients.default.retryLongestPause"] = "1s"
        let settings = try HTTPClientSettings("default", configuration)
        let policy = RetryPolicy(ClientRequest(.get, "/"), settings)
        var generator = SeededGenerator(seed: 3)
        for attempt in 1...40 {
            let bound = min(.milliseconds(100) * (1 << min(attempt - 1, 20)), Duration.seconds(1))
            let pauses = (0..<200).compactMap { _ in policy.pause(attempt: attempt, retryAfter: nil, using: &generator)
            }
            #expect(pauses.count == 200)
            #expect(pauses.allSatisfy { $0 >= .zero && $0 <= bound })
            #expect(pauses.contains { $0 < bound / 4 } && pauses.contains { $0 > bound * 3 / 4 })
        }
    }

    @Test func credentialsStayWithTheirOrigin() throws {
        let request = ClientRequest(
            .get, "https://a.example/", fields: ["authorization": "x", "cookie": "y", "x-key": "z", "accept": "w"])
        func next(_ location: String) -> ClientRequest? {
            Redirection.next(
                request, ClientResponse(status: 307, fields: ["location": location]), base: nil,
                ownFields: ["x-key": "z"])
        }
        #expect(next("/b")?.fields == request.fields)
        #expect(next("https://b.example/")?.fields == ["accept": "w"])
        #expect(next("http://a.example/") == nil)
        #expect(next("javascript:x") == nil)
    }
}
