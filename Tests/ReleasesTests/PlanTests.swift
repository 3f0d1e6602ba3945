import JSONCodec
import MeridianCore
import NIOCore
import Releases
import TestSupport
import Testing

@Suite struct PlanTests {
    private func read(_ text: String) throws -> RolloutPlan {
        try JSON.decode(RolloutPlan.self, from: ByteBuffer(string: text))
    }

    @Test func everyKeyIsRead() throws {
        let plan = try read(
            """
            {"steps": [{"setWeight": 1}, {"pause": {"duration": "90s"}}, {"pause": {}}, {"pause": null},
                       {"analysis": {"duration": 60, "onInconclusive": "rollback"}}, {"analysis": {}}],
             "analysis": {"thresholds": {"errorRatio": 0.05, "p50": "20ms", "p95": 0.1, "p99": "1.5s"},
                          "errors": {"p0": 0.01, "p1": 0.1, "alpha": 0.02, "beta": 0.05},
                          "latency": {"alpha": 0.01, "tolerance": 0.5, "leastDifference": "5ms", "samples": 100,
                                      "initialDelay": "0s"},
                          "cpu": {"alpha": 0.02, "tolerance": 1, "samples": 30}},
             "freeze": [{"from": "2026-11-10T20:00:00Z", "until": "2026-11-12T04:00:00Z"}]}
            """)
        #expect(
            plan
                == RolloutPlan(
                    steps: [
                        .setWeight(1), .pause(.seconds(90)), .pause(nil), .pause(nil),
                        .analysis(.init(duration: .seconds(60), onInconclusive: .rollback)), .analysis(.init()),
                    ],
                    analysis: JudgeSettings(
                        thresholds: .init(
                            errorRatio: 0.05, p50: .init(milliseconds: 20), p95: .init(milliseconds: 100),
                            p99: .init(milliseconds: 1_500)),
                        errors: .init(p0: 0.01, p1: 0.1, alpha: 0.02, beta: 0.05),
                        latency: .init(
                            alpha: 0.01, tolerance: 0.5, leastDifference: .init(milliseconds: 5), samples: 100,
                            initialDelay: .seconds(0)),
                        cpu: .init(alpha: 0.02, tolerance: 1, samples: 30)),
                    freeze: [
                        FreezeWindow(
                            from: Timestamp("2026-11-10T20:00:00Z")!, until: Timestamp("2026-11-12T04:00:00Z")!)
                    ]))
        #expect(plan.problems == [])
        #expect(try JSON.decode(RolloutPlan.self, from: JSON.encode(plan)) == plan)
    }

    @Test func theStandardPlanCanBeCarriedOut() throws {
        #expect(RolloutPlan.standard.problems == [])
        #expect(try JSON.decode(RolloutPlan.self, from: JSON.encode(RolloutPlan.standard)) == .standard)
    }

    @Test(arguments: [
        (#"{}"#, "steps"),
        (#"{"steps": [], "step": []}"#, "there is no key 'step' here; there are steps, analysis, freeze"),
        (#"{"steps": [{"setweight": 1}]}"#, "there is no step 'setweight'; there are setWeight, pause, analysis"),
        (#"{"steps": [{"setWeight": 1, "pause": {}}]}"#, "a step has one key of setWeight, pause, analysis, not 2"),
        (#"{"steps": [{}]}"#, "a step has one key of setWeight, pause, analysis, not 0"),
        (#"{"steps": [{"pause": {"length": "1s"}}]}"#, "there is no key 'length' here; there are duration"),
        (#"{"steps": [{"pause": {"duration": "soon"}}]}"#, "'soon' is no duration; write seconds, or 500ms, 30s"),
        (#"{"steps": [{"pause": {"duration": -1}}]}"#, "-1.0 is no duration"),
        (#"{"steps": [{"pause": {"duration": "1e3s"}}]}"#, "'1e3s' is no duration"),
        (#"{"steps": [{"analysis": {"onInconclusive": "guess"}}]}"#, "guess"),
        (#"{"steps": [], "analysis": {"error": {}}}"#, "there is no key 'error' here"),
        (#"{"steps": [], "analysis": {"errors": {"p2": 1}}}"#, "there is no key 'p2' here"),
        (#"{"steps": [], "analysis": {"latency": {"p99": 1}}}"#, "there is no key 'p99' here"),
        (#"{"steps": [], "analysis": {"cpu": {"p99": 1}}}"#, "there is no key 'p99' here"),
        (#"{"steps": [], "analysis": {"thresholds": {"p90": 1}}}"#, "there is no key 'p90' here"),
        (#"{"steps": [], "freeze": [{"from": "2026-11-10T20:00:00Z", "to": ""}]}"#, "there is no key 'to' here"),
        (#"{"steps": [], "freeze": [{"from": "today", "until": "tomorrow"}]}"#, "'today' is no date-time"),
    ])
    func whatIsWrongIsSaid(text: String, part: String) throws {
        let error = #expect(throws: DecodingError.self) { try read(text) }
        #expect("\(try #require(error))".contains(part))
    }

    @Test func whatCantBeCarriedOutIsRefused() throws {
        let time = Timestamp("2026-11-10T20:00:00Z")!
        let plan = RolloutPlan(
            steps: [
                .analysis(.init(duration: .seconds(0))), .setWeight(10), .setWeight(5), .setWeight(101),
                .pause(.seconds(0)),
            ],
            analysis: JudgeSettings(
                thresholds: .init(errorRatio: 1), errors: .init(p0: 0.1, p1: 0.1, alpha: 0, beta: 0.5),
                latency: .init(alpha: 1, tolerance: -1, leastDifference: .seconds(61), samples: 10),
                cpu: .init(alpha: 1, tolerance: -1, samples: 5)),
            freeze: [FreezeWindow(from: time, until: time)])
        #expect(plan.problems.count == 17, "\(plan.problems.joined(separator: "\n"))")
        let error = #expect(throws: MeridianError.self) { try plan.check() }
        #expect(error?.code == .rolloutPlanInvalid && error?.status == 400)
        #expect(error?.message.contains("steps[2]: setWeight is 5 after 10; weights only grow") == true)
        #expect(RolloutPlan(steps: []).problems == ["there are 0 steps; there may be 1–100"])
    }

    @Test func aPlanWithBytesChangedIsAPlanOrRefused() throws {
        let whole = Array(try JSON.encode(RolloutPlan.standard).readableBytesView)
        var generator = SeededGenerator(seed: 65)
        var refused = 0
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
                    in: 0x20..<0x7F, using: &generator)
            }
            do {
                let plan = try JSON.decode(RolloutPlan.self, from: ByteBuffer(bytes: bytes))
                #expect(try JSON.decode(RolloutPlan.self, from: JSON.encode(plan)) == plan)
            } catch is DecodingError {
                refused += 1
            }
        }
        #expect(refused > 1_000)
    }

    @Test func durationsReadWhatTheyWrite() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<1_000 {
            let duration = PlanDuration(milliseconds: .random(in: 0...10_000_000, using: &generator))
            #expect(PlanDuration(duration.description) == duration)
        }
        #expect(PlanDuration("1.5m") == .seconds(90))
        #expect(PlanDuration("2") == .seconds(2))
        #expect(PlanDuration("90s")?.description == "90s")
        #expect(PlanDuration("7200s")?.description == "2h")
    }
}
