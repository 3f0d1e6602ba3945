public import MeridianCore

extension Rollout {
    /// Takes in what came of the requests since the last time, and judges. A bad release is rolled back from any step,
    /// also while a person holds the rollout.
    public mutating func observe(_ observation: Observation, at now: Timestamp) {
        guard phase.isWatched, let weightSetAt else { return }
        let settings = plan.analysis
        let age = now.milliseconds - weightSetAt.milliseconds
        evidence.add(
            observation, withLatency: age > settings.latency.initialDelay.milliseconds, settings: settings)
        let judgement = evidence.judgement(settings, weight: weight)
        self.judgement = judgement
        if judgement.verdict == .fail { rollBack(judgement.reason, at: now) }
    }

    /// Goes on to the next steps as far as they are due.
    public mutating func advance(at now: Timestamp) {
        while phase == .running, effect == nil {
            guard step < plan.steps.count else {
                guard !isHeldByFreeze(at: now) else { return }
                phase = .promoting
                reason = nil
                record("every step is passed", at: now)
                return
            }
            switch plan.steps[step] {
            case .setWeight(let next):
                if weight != next {
                    guard !isHeldByFreeze(at: now) else { return }
                    weight = next
                    weightSetAt = nil
                    evidence = Evidence()
                    judgement = nil
                    reason = nil
                } else {
                    nextStep(at: now)
                }
            case .pause(nil):
                phase = .awaitingApproval
                reason = "the plan asks a person to approve"
                record("waits for approval", at: now)
            case .pause(let duration?):
                guard isOver(duration, at: now) else { return }
                nextStep(at: now)
            case .analysis(let analysis):
                switch judgement?.verdict {
                case .pass:
                    record("the judge found it good", at: now)
                    nextStep(at: now)
                default:
                    guard isOver(analysis.duration, at: now) else { return }
                    inconclusive(analysis, at: now)
                }
            }
        }
    }

    private mutating func inconclusive(_ analysis: RolloutStep.Analysis, at now: Timestamp) {
        let finding = judgement?.reason ?? "no request was seen"
        let text = "inconclusive after \(analysis.duration): \(finding)"
        switch analysis.onInconclusive {
        case .pause:
            phase = .awaitingApproval
            reason = text
            record(text, at: now)
        case .proceed:
            record("\(text); the plan says to continue", at: now)
            nextStep(at: now)
        case .rollback:
            rollBack(text, at: now)
        }
    }

    private mutating func rollBack(_ reason: String, at now: Timestamp) {
        phase = .rollingBack
        self.reason = reason
        record("rolls back: \(reason)", at: now)
    }

    mutating func nextStep(at now: Timestamp) {
        step += 1
        stepStartedAt = now
        reason = nil
    }

    private func isOver(_ duration: PlanDuration, at now: Timestamp) -> Bool {
        now.milliseconds - stepStartedAt.milliseconds >= duration.milliseconds
    }

    private mutating func isHeldByFreeze(at now: Timestamp) -> Bool {
        guard let end = plan.freezeEnd(at: now) else { return false }
        let text = "frozen until \(end)"
        if reason != text { record(text, at: now) }
        reason = text
        return true
    }
}
