import ArgumentParser
import MeridianCore
import Releases
import Testing

@testable import MeridianCommand

@Suite struct PlanOptionTests {
    @Test func aPlanInYAMLIsRead() throws {
        let plan = try PlanOption.read(
            """
            steps:
              - setWeight: 1
              - pause: {duration: 90}
              - pause:
              - analysis: {duration: 2m, onInconclusive: continue}
            analysis:
              thresholds: {errorRatio: 0.05, p99: 300ms}
            freeze:
              - {from: "2026-11-10T20:00:00Z", until: 2026-11-12T04:00:00Z}
            """, name: "plan.yml")
        #expect(
            plan
                == RolloutPlan(
                    steps: [
                        .setWeight(1), .pause(.seconds(90)), .pause(nil),
                        .analysis(.init(duration: .minutes(2), onInconclusive: .proceed)),
                    ],
                    analysis: JudgeSettings(thresholds: .init(errorRatio: 0.05, p99: .init(milliseconds: 300))),
                    freeze: [
                        FreezeWindow(
                            from: Timestamp("2026-11-10T20:00:00Z")!, until: Timestamp("2026-11-12T04:00:00Z")!)
                    ]))
    }

    @Test(arguments: [
        ("steps: [{setweight: 1}]", "there is no step 'setweight'", "steps"),
        ("stages: []", "there is no key 'stages' here; there are steps, analysis, freeze", "plan.yml"),
        ("analysis: {}", "'steps' is missing", "plan.yml"),
        ("steps: [{setWeight: lots}]", "the plan 'plan.yml' can't be read", "setWeight"),
        ("steps: [", "the plan 'plan.yml' can't be read", "plan.yml"),
    ])
    func whatIsWrongIsSaid(text: String, what: String, place: String) {
        let failure = #expect(throws: CommandFailure.self) { try PlanOption.read(text, name: "plan.yml") }
        #expect(failure?.code == .rolloutPlanUnreadable)
        #expect(failure?.status == .badData)
        #expect(failure?.message.contains(what) == true, "\(failure?.message ?? "")")
        #expect(failure?.message.contains(place) == true, "\(failure?.message ?? "")")
    }

    @Test func aPlanThatCantBeCarriedOutIsRefused() {
        let error = #expect(throws: MeridianError.self) {
            try PlanOption.read("steps: [{setWeight: 10}, {setWeight: 5}]", name: "plan.yml")
        }
        #expect(error?.code == .rolloutPlanInvalid)
    }

    @Test func aFileThatIsNotThereIsTold() throws {
        let start = try RolloutCommand.Start.parse([
            "shop", "--plan", "/nowhere/plan.yml", "--token", "0123456789abcdef",
        ])
        let failure = #expect(throws: CommandFailure.self) { try start.plan.read() }
        #expect(failure?.code == .noSuchSource)
    }
}
