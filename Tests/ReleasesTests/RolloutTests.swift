import MeridianCore
import Releases
import Testing

@Suite struct RolloutTests {
    private static let start = Timestamp("2026-03-01T09:00:00Z")!

    private func rollout(_ steps: [RolloutStep], freeze: [FreezeWindow] = []) throws -> Rollout {
        try Rollout(
            id: 7, service: ServiceName("shop")!, candidate: 12, baseline: 11,
            plan: RolloutPlan(steps: steps, freeze: freeze), at: Self.start)
    }

    private func after(_ seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: Self.start.milliseconds + seconds * 1_000)
    }

    private func settle(_ rollout: inout Rollout, at now: Timestamp) -> [RolloutEffect] {
        var effects: [RolloutEffect] = []
        rollout.advance(at: now)
        while let effect = rollout.effect {
            effects.append(effect)
            rollout.carriedOut(effect, at: now)
            rollout.advance(at: now)
        }
        return effects
    }

    @Test func stepsAreTakenInOrder() throws {
        var rollout = try rollout([.setWeight(1), .pause(.seconds(10)), .setWeight(50), .pause(nil)])
        #expect(settle(&rollout, at: after(0)) == [.setWeight(1)])
        #expect(settle(&rollout, at: after(9)) == [])
        #expect(rollout.step == 1)
        #expect(settle(&rollout, at: after(10)) == [.setWeight(50)])
        #expect(rollout.phase == .awaitingApproval)
        try rollout.resume(at: after(20))
        #expect(settle(&rollout, at: after(20)) == [.promote])
        #expect(rollout.phase == .completed)
        #expect(rollout.endedAt == after(20))
        #expect(rollout.weight == 100)
    }

    @Test func anEffectIsDueUntilItWasCarriedOut() throws {
        var rollout = try rollout([.setWeight(1), .setWeight(2)])
        rollout.advance(at: after(0))
        #expect(rollout.effect == .setWeight(1))
        rollout.advance(at: after(5))
        #expect(rollout.effect == .setWeight(1))
        rollout.carriedOut(.setWeight(2), at: after(5))
        #expect(rollout.effect == .setWeight(1), "another effect than that which is due")
        rollout.carriedOut(.setWeight(1), at: after(6))
        #expect(rollout.effect == nil)
        #expect(rollout.weightSetAt == after(6))
    }

    @Test func nothingGrowsInAFreeze() throws {
        let freeze = [
            FreezeWindow(from: after(100), until: after(200)), FreezeWindow(from: after(150), until: after(300)),
        ]
        var rollout = try rollout([.setWeight(1), .pause(.seconds(120)), .setWeight(50)], freeze: freeze)
        #expect(settle(&rollout, at: after(0)) == [.setWeight(1)])
        #expect(settle(&rollout, at: after(120)) == [])
        #expect(rollout.reason == "frozen until \(after(300))")
        #expect(throws: MeridianError.self) { try rollout.promote(at: self.after(250)) }
        #expect(settle(&rollout, at: after(299)) == [])
        #expect(rollout.events.count { $0.text.hasPrefix("frozen") } == 1)
        #expect(settle(&rollout, at: after(300)) == [.setWeight(50), .promote])
        #expect(rollout.phase == .completed)
    }

    @Test func aFreezeDoesNotKeepFromRollingBack() throws {
        var rollout = try rollout(
            [.setWeight(10), .pause(nil)], freeze: [FreezeWindow(from: after(1), until: after(1_000))])
        #expect(settle(&rollout, at: after(0)) == [.setWeight(10)])
        let bad = Observation(
            candidate: ReleaseCounts(requests: 100, errors: 100), baseline: ReleaseCounts(requests: 900))
        rollout.observe(bad, at: after(10))
        #expect(settle(&rollout, at: after(10)) == [.rollBack])
        #expect(rollout.phase == .rolledBack)
        #expect(rollout.judgement?.candidate.errors == 100)
        #expect(rollout.weight == 0)
    }

    @Test func aPauseBeginsItsStepAnew() throws {
        var rollout = try rollout([.setWeight(1), .pause(.seconds(10))])
        #expect(settle(&rollout, at: after(0)) == [.setWeight(1)])
        try rollout.pause(at: after(5))
        #expect(settle(&rollout, at: after(100)) == [])
        try rollout.resume(at: after(100))
        #expect(settle(&rollout, at: after(109)) == [])
        #expect(settle(&rollout, at: after(110)) == [.promote])
    }

    @Test func aPersonMayPromoteAndAbort() throws {
        var promoted = try rollout([.setWeight(1), .pause(nil)])
        _ = settle(&promoted, at: after(0))
        try promoted.promote(at: after(1))
        #expect(settle(&promoted, at: after(1)) == [.promote])
        #expect(promoted.phase == .completed)

        var aborted = try rollout([.setWeight(1), .pause(nil)])
        _ = settle(&aborted, at: after(0))
        try aborted.abort(at: after(1))
        #expect(aborted.phase == .aborting)
        #expect(settle(&aborted, at: after(1)) == [.rollBack])
        #expect(aborted.phase == .aborted)
    }

    /// Which actions are taken in which phase.
    @Test(arguments: RolloutPhase.allCases) func actionsOutOfTurnAreRefused(phase: RolloutPhase) throws {
        var rollout = try rollout([.setWeight(1), .pause(nil)])
        switch phase {
        case .running: break
        case .paused: try rollout.pause(at: after(0))
        case .awaitingApproval: _ = settle(&rollout, at: after(0))
        case .promoting, .completed: try rollout.promote(at: after(0))
        case .aborting, .aborted: try rollout.abort(at: after(0))
        case .rollingBack, .rolledBack:
            _ = settle(&rollout, at: after(0))
            let bad = Observation(
                candidate: ReleaseCounts(requests: 100, errors: 100), baseline: ReleaseCounts(requests: 9_900))
            rollout.observe(bad, at: after(1))
        }
        if phase.isOver { _ = settle(&rollout, at: after(1)) }
        #expect(rollout.phase == phase)

        let actions: [(allowed: Set<RolloutPhase>, (inout Rollout) throws -> Void)] = [
            ([.running], { try $0.pause(at: self.after(2)) }),
            ([.paused, .awaitingApproval], { try $0.resume(at: self.after(2)) }),
            ([.running, .paused, .awaitingApproval], { try $0.promote(at: self.after(2)) }),
            ([.running, .paused, .awaitingApproval], { try $0.abort(at: self.after(2)) }),
        ]
        for (index, (allowed, action)) in actions.enumerated() {
            var changed = rollout
            do {
                try action(&changed)
                #expect(allowed.contains(phase), "action \(index)")
            } catch let error as MeridianError {
                #expect(error.code == .rolloutOutOfTurn && error.status == 409)
                #expect(!allowed.contains(phase), "action \(index): \(error)")
                #expect(changed == rollout)
            }
        }
    }

    @Test func trafficMovedByOthersEndsIt() throws {
        var rollout = try rollout([.setWeight(1), .pause(nil)])
        _ = settle(&rollout, at: after(0))
        rollout.superseded("release 13 was promoted", at: after(3))
        #expect(rollout.phase == .aborted)
        #expect(rollout.effect == nil)
    }

    @Test func inconclusiveFollowsThePlan() throws {
        for choice in RolloutStep.OnInconclusive.allCases {
            var rollout = try rollout([
                .setWeight(1), .analysis(.init(duration: .seconds(10), onInconclusive: choice)),
            ])
            #expect(settle(&rollout, at: after(0)) == [.setWeight(1)])
            rollout.observe(Observation(candidate: ReleaseCounts(requests: 3)), at: after(10))
            let effects = settle(&rollout, at: after(10))
            switch choice {
            case .pause:
                #expect(effects == [])
                #expect(rollout.phase == .awaitingApproval)
                #expect(rollout.reason?.contains("3 requests") == true)
            case .proceed: #expect(effects == [.promote])
            case .rollback: #expect(effects == [.rollBack])
            }
        }
    }

    @Test func theSameReleaseIsNothingToRollOut() throws {
        let error = #expect(throws: MeridianError.self) {
            try Rollout(
                id: 1, service: ServiceName("shop")!, candidate: 3, baseline: 3, plan: .standard, at: Self.start)
        }
        #expect(error?.code == .nothingToRollOut)
    }
}
