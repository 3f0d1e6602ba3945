import MeridianCore
import NIOCore
import Releases
import Testing

@Suite struct SimulatedRolloutTests {
    @Test func aBadReleaseIsRolledBackFromOnePerCent() throws {
        var seconds: [Int] = []
        for seed in 0..<100 as Range<UInt64> {
            var simulation = try Simulation(.standard, seed: seed)
            simulation.baseline.errorRatio = 0
            simulation.candidate.errorRatio = 0.05
            simulation.run(seconds: 60)
            #expect(simulation.rollout.phase == .rolledBack, "seed \(seed)")
            #expect(simulation.weight == 0)
            #expect(simulation.rollout.reason?.hasPrefix("errors: ") == true)
            // The weight is set in the first second.
            seconds.append(simulation.second - 1)
        }
        // A hundred requests, each of which fails with 5 %: in 3.7 % of cases at most one of them does.
        #expect(seconds.count { $0 <= 10 } >= 90, "\(seconds.sorted())")
    }

    @Test func errorsOfBothReleasesAreNobodysFault() throws {
        var simulation = try Simulation(.standard, seed: 1)
        simulation.baseline.errorRatio = 0.2
        simulation.candidate.errorRatio = 0.2
        simulation.run(seconds: 1_000)
        #expect(simulation.rollout.phase == .completed)
    }

    @Test func fiftyGoodReleasesArePromoted() throws {
        var undone = 0
        for seed in 1_000..<1_050 as Range<UInt64> {
            var simulation = try Simulation(.standard, seed: seed)
            simulation.run(seconds: 1_200)
            if simulation.rollout.phase != .completed { undone += 1 }
        }
        #expect(undone <= 1)
    }

    @Test func falseAlarmsAreAsRareAsThePlanSays() throws {
        let step = RolloutStep.Analysis(duration: .seconds(15), onInconclusive: .proceed)
        let plan = RolloutPlan(steps: [.setWeight(20), .pause(.seconds(10)), .analysis(step)])
        var undone = 0
        for seed in 0..<1_000 as Range<UInt64> {
            var simulation = try Simulation(plan, requestsPerSecond: 60, seed: seed << 8)
            // With a whole tenth of errors there is much for chance to play with.
            simulation.baseline.errorRatio = 0.1
            simulation.candidate.errorRatio = 0.1
            simulation.run(seconds: 60)
            if simulation.rollout.phase != .completed { undone += 1 }
        }
        // One in a thousand by errors and one by latency at most are expected.
        #expect(undone <= 5)
    }

    @Test(arguments: [10, 50]) func aSlowReleaseIsRolledBack(weight: Int) throws {
        let plan = RolloutPlan(steps: [.setWeight(weight), .analysis(.init(duration: .minutes(2)))])
        for seed in 0..<10 as Range<UInt64> {
            var simulation = try Simulation(plan, requestsPerSecond: 400, seed: seed)
            simulation.candidate.slowness = 1.6
            simulation.run(seconds: 60)
            #expect(simulation.rollout.phase == .rolledBack, "seed \(seed)")
            #expect(simulation.rollout.reason?.hasPrefix("latency: ") == true)
        }
    }

    @Test func aDearReleaseIsRolledBack() throws {
        for seed in 0..<10 as Range<UInt64> {
            var simulation = try Simulation(.standard, seed: seed)
            simulation.candidate.cost = 2
            simulation.run(seconds: 1_000)
            #expect(simulation.rollout.phase == .rolledBack, "seed \(seed)")
            #expect(simulation.rollout.reason?.hasPrefix("cpu: ") == true)
        }
    }

    @Test func aLittleSlowerIsTolerated() throws {
        var simulation = try Simulation(.standard, seed: 3)
        simulation.candidate.slowness = 1.1
        simulation.candidate.cost = 1.2
        simulation.run(seconds: 1_000)
        #expect(simulation.rollout.phase == .completed)
    }

    @Test func tooLittleTrafficIsInconclusive() throws {
        var simulation = try Simulation(.standard, requestsPerSecond: 3, seed: 4)
        simulation.run(seconds: 2_000)
        #expect(simulation.rollout.phase == .awaitingApproval)
        #expect(simulation.rollout.judgement?.verdict == .inconclusive)
        #expect(simulation.rollout.reason?.hasPrefix("inconclusive after 5m: ") == true)
        #expect(simulation.weight == 1)

        try simulation.act { try $0.resume(at: $1) }
        simulation.pass()
        #expect(simulation.rollout.phase == .running)
        #expect(simulation.weight == 10)
    }

    @Test func aReleaseThatTurnsBadWhileHeldIsRolledBack() throws {
        var simulation = try Simulation(
            RolloutPlan(steps: [.setWeight(10), .pause(nil), .setWeight(50)]), seed: 5)
        simulation.run(seconds: 20)
        #expect(simulation.rollout.phase == .awaitingApproval)
        simulation.candidate.errorRatio = 0.2
        for _ in 0..<30 where !simulation.rollout.phase.isOver { simulation.pass() }
        #expect(simulation.rollout.phase == .rolledBack)
    }

    /// The process is killed at every point of every second; whatever it had not stored is lost.
    @Test(arguments: [0.001, 0.05]) func aRolloutSurvivesItsProcess(errorRatio: Double) throws {
        let plan = RolloutPlan(
            steps: [.setWeight(5), .pause(.seconds(3)), .analysis(.init()), .setWeight(50), .analysis(.init())])
        func start() throws -> Simulation {
            var simulation = try Simulation(plan, seed: 6)
            simulation.candidate.errorRatio = errorRatio
            return simulation
        }
        var undisturbed = try start()
        undisturbed.run(seconds: 600)
        #expect(undisturbed.rollout.phase == (errorRatio < 0.01 ? .completed : .rolledBack))

        // As it was before each second.
        var moments = [try start()]
        while moments.count < undisturbed.second {
            var next = moments[moments.count - 1]
            next.pass()
            moments.append(next)
        }
        for (second, moment) in moments.enumerated() {
            var lostBeforeStoring = moment
            let before = try lostBeforeStoring.document
            lostBeforeStoring.observe()
            try lostBeforeStoring.restart(from: before)
            lostBeforeStoring.run(seconds: 600)
            #expect(lostBeforeStoring.rollout.phase == undisturbed.rollout.phase, "second \(second)")
            #expect(lostBeforeStoring.weight == undisturbed.weight)

            var lostBeforeEffect = moment
            lostBeforeEffect.observe()
            try lostBeforeEffect.restart(from: lostBeforeEffect.document)
            lostBeforeEffect.carryOut()

            var lostAfterEffect = moment
            lostAfterEffect.observe()
            let stored = try lostAfterEffect.document
            lostAfterEffect.carryOut()
            try lostAfterEffect.restart(from: stored)
            lostAfterEffect.carryOut()

            for var simulation in [lostBeforeEffect, lostAfterEffect] {
                simulation.run(seconds: 600)
                #expect(simulation.rollout == undisturbed.rollout, "second \(second)")
                #expect(simulation.weight == undisturbed.weight)
            }
        }
    }
}
