public import MeridianCore

extension RolloutPlan {
    /// - Throws: ``ErrorCode/rolloutPlanInvalid`` with everything that is wrong, status 400.
    public func check() throws(MeridianError) {
        let problems = problems
        guard !problems.isEmpty else { return }
        throw MeridianError(.rolloutPlanInvalid, problems.joined(separator: "; "), status: 400)
    }

    /// What keeps the plan from being carried out; empty when nothing does.
    public var problems: [String] {
        stepProblems + analysis.problems
            + freeze.enumerated().filter { $1.from >= $1.until }.map {
                "freeze[\($0)]: it ends at \($1.until), before it begins; 'from' must come first"
            }
    }

    private var stepProblems: [String] {
        guard (1...Self.mostSteps).contains(steps.count) else {
            return ["there are \(steps.count) steps; there may be 1–\(Self.mostSteps)"]
        }
        var problems: [String] = []
        var weight = 0
        for (index, step) in steps.enumerated() {
            switch step {
            case .setWeight(let next):
                if !(1...100).contains(next) {
                    problems.append("steps[\(index)]: setWeight is \(next); it must be 1–100")
                } else if next <= weight {
                    problems.append("steps[\(index)]: setWeight is \(next) after \(weight); weights only grow")
                }
                weight = next
            case .pause(let duration?) where duration.milliseconds == 0:
                problems.append("steps[\(index)]: the pause is 0 s; leave the duration out to wait for a person")
            case .analysis(let analysis):
                if weight == 0 {
                    problems.append(
                        "steps[\(index)]: there is nothing to analyse before the first setWeight; put one before it")
                }
                if analysis.duration.milliseconds == 0 {
                    problems.append("steps[\(index)]: the analysis has 0 s; give it a duration")
                }
            case .pause: break
            }
        }
        return problems
    }
}
