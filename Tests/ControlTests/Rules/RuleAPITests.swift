import Admission
import Foundation
import Gateway
import MeridianCore
import NIOCore
import Persistence
import Telemetry
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(1)))
struct RuleAPITests {
    private static let peak = #"{"name":"peak","on":"fixture/hello","flow":{"count":0}}"#

    private func put(
        _ running: RunningPlatform, _ path: String, _ body: String, ifMatch: String? = nil
    ) async throws -> RunningPlatform.Answer {
        try await running.control(
            "PUT", path, fields: ifMatch.map { ["If-Match": $0] } ?? [:], body: Data(body.utf8))
    }

    @Test func rulesAreInForceAtOnceAndAfterAnotherStart() async throws {
        try await withTemporaryDirectory { (folder) async throws in
            let version = try await RunningPlatform.with(in: folder) { (running) async throws -> String in
                #expect(try await running.deploy().status == 201)
                #expect(try await running.get("/hello").status == 200)
                let answer = try await put(running, "/v1/rules", "{\"rules\":[\(Self.peak)]}")
                #expect(answer.status == 200, "\(answer.text)")
                #expect(try await running.get("/hello").status == 429)
                let counts = try await running.control("GET", "/v1/rules?counts").document(RuleCountsDocument.self)
                #expect(counts.rules.map(\.rejected) == [1])
                #expect(counts.rules.map(\.rule.name) == ["peak"])
                let metrics = try await running.control("GET", "/metrics").text
                #expect(metrics.contains("meridian_rejections_total{reason=\"flow\",rule=\"peak\"} 1\n"))
                return try answer.document(RuleVersionDocument.self).version
            }
            try await RunningPlatform.with(in: folder) { (running) async throws in
                #expect(try await running.get("/hello").status == 429)
                let counts = try await running.control("GET", "/v1/rules?counts").document(RuleCountsDocument.self)
                #expect(counts.version == version)
            }
        }
    }

    @Test func oneRuleIsSetReplacedAndRemoved() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await put(running, "/v1/rules/peak", Self.peak).status == 200)
            #expect(try await put(running, "/v1/rules/other", Self.peak).status == 400)
            let raised = Self.peak.replacing(":0}", with: ":5}")
            #expect(try await put(running, "/v1/rules/peak", raised).status == 200)
            let rule = try await running.control("GET", "/v1/rules/peak").document(Rule.self)
            #expect(rule.kind == .flow(FlowRule(count: 5)))
            let missing = try await running.control("GET", "/v1/rules/peek")
            #expect(missing.status == 404)
            #expect(try missing.document(ProblemDocument.self).code == "MER-6210")
            #expect(try await running.control("DELETE", "/v1/rules/peek").status == 404)
            #expect(try await running.control("DELETE", "/v1/rules/peak").status == 200)
            let set = try await running.control("GET", "/v1/rules").document(RuleSet.self)
            #expect(set == RuleSet())
        }
    }

    @Test func aChangeOfAnotherVersionIsRefused() async throws {
        try await RunningPlatform.with { (running) async throws in
            let first = try await put(running, "/v1/rules/peak", Self.peak, ifMatch: "\"0\"")
            let version = try first.document(RuleVersionDocument.self).version
            let stale = try await put(running, "/v1/rules", "{}", ifMatch: "\"0\"")
            #expect(stale.status == 412)
            #expect(try stale.document(ProblemDocument.self).code == "MER-6211")
            #expect(try await put(running, "/v1/rules", "{}", ifMatch: "nonsense").status == 400)
            #expect(try await put(running, "/v1/rules", "{}", ifMatch: "\"\(version)\"").status == 200)
            #expect(try await put(running, "/v1/rules", "{}", ifMatch: "*").status == 200)
        }
    }

    @Test(arguments: [
        (#"{"rules":[{"name":"a","on":"*","flow":{"qps":1}}]}"#, "MER-6201"),
        (#"{"rules":[{"name":"a","on":"*","flow":{"count":-1}}]}"#, "MER-6202"),
        ("nothing", "MER-6201"),
    ])
    func rulesThatCantBeAreRefused(body: String, code: String) async throws {
        try await RunningPlatform.with { (running) async throws in
            let answer = try await put(running, "/v1/rules", body)
            #expect(answer.status == 400)
            #expect(try answer.document(ProblemDocument.self).code == code)
            #expect(running.platform.gateway.rules == RuleSet())
        }
    }

    @Test func rulesAreTriedOnRatesThatAreSent() async throws {
        try await RunningPlatform.with { (running) async throws in
            let body = """
                {"rules": {"rules": [{"name": "peak", "on": "shop/*", "flow": {"count": 100}}]},
                 "rates": {"samples": [
                    {"second": 1, "service": "shop", "function": "buy", "requests": 100},
                    {"second": 2, "service": "shop", "function": "buy", "requests": 300}]}}
                """
            let answer = try await running.control("POST", "/v1/rules/simulate", body: Data(body.utf8))
            #expect(answer.status == 200, "\(answer.text)")
            let simulation = try answer.document(SimulationDocument.self)
            #expect(simulation.requests == 400)
            #expect(simulation.rejected + simulation.admitted == 400)
            #expect(simulation.rejected > 100)
            #expect(simulation.rules.map(\.rule) == ["peak"])
            #expect(simulation.rules[0].worstSecond == 2)
            let nothing = try await running.control("POST", "/v1/rules/simulate", body: Data("{\"seconds\":1}".utf8))
            #expect(nothing.status == 409)
            #expect(try nothing.document(ProblemDocument.self).code == "MER-6215")
            let bad = try await running.control("POST", "/v1/rules/simulate", body: Data("{\"seconds\":0}".utf8))
            #expect(bad.status == 400)
        }
    }

    @Test func moreRulesAreKeptThanOneDocumentHolds() async throws {
        let store = MemoryDocumentStore()
        let documents = RuleDocuments(store: store)
        let many = RuleSet((0..<8_000).map { Rule("rule-\($0)", on: .all, .flow(FlowRule(count: Double($0)))) })
        let before = try await documents.read()
        #expect(before == nil)
        let revision = try await documents.write(many, after: .zero)
        #expect(try await documents.read()?.rules == many)
        let few = RuleSet([Rule("one", on: .all, .flow(FlowRule(count: 1)))])
        await #expect(throws: MeridianError.self) { try await documents.write(few, after: .zero) }
        let next = try await documents.write(few, after: revision)
        let read = try await documents.read()
        #expect(read?.rules == few)
        #expect(read?.revision == next)
        #expect(try await store.list(prefix: "rules/").documents.count == 1)
    }
}

@Suite struct RateRecorderTests {
    private static let function = FunctionKey(ServiceName("shop")!, FunctionName("buy")!)

    private func totals(_ metrics: FunctionMetrics) -> [FunctionKey: FunctionMetrics.Totals] {
        [Self.function: metrics.totals]
    }

    @Test func remembersWhatCameInEachSecond() {
        let recorder = RateRecorder()
        let metrics = FunctionMetrics()
        recorder.note(totals(metrics), second: 100)
        for outcome in [RequestOutcome.ok, .ok, .error] {
            metrics.began()
            metrics.ended(outcome, nanoseconds: 4_000_000)
        }
        metrics.turnedAway(.shed)
        recorder.note(totals(metrics), second: 101)
        recorder.note(totals(metrics), second: 102)
        let sample = RecordedRates.Sample(
            second: 101, service: Self.function.service, function: Self.function.function, requests: 4,
            milliseconds: 4, failures: 1)
        #expect(recorder.rates(seconds: 900, mostRequests: 100) == RecordedRates([sample]))
        #expect(recorder.rates(seconds: 1, mostRequests: 100).samples.isEmpty)
        #expect(recorder.rates(seconds: 900, mostRequests: 3).samples.isEmpty)
    }

    @Test func forgetsWhatIsOld() {
        let recorder = RateRecorder()
        let metrics = FunctionMetrics()
        recorder.note([:], second: 0)
        for second in 1...(Int64(RateRecorder.kept) + 10) {
            metrics.turnedAway(.shed)
            recorder.note(totals(metrics), second: second)
        }
        let rates = recorder.rates(seconds: 10_000, mostRequests: .max)
        #expect(rates.samples.count == RateRecorder.kept)
        #expect(rates.samples.first?.second == 11)
    }
}
