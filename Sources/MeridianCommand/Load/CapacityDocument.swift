import Admission
import Control
import LoadGenerator
import MeridianCore

/// What a search for capacity found: `meridian capacity --json`. Times are in milliseconds.
struct CapacityDocument: Encodable {
    var function: String
    /// What was asked for.
    var url: String
    var goal: CapacityGoal
    /// The highest rate at which the goal was reached, in requests a second.
    var rate: Double
    /// The search ended at what the generator can send.
    var isGeneratorBound: Bool
    /// Every rate that was tried, in the order in which it was.
    var steps: [CapacityStep]
    var proposal: CapacityProposal
    /// The profile that the proposal was saved in.
    var profile: String?
}

extension CapacityDocument {
    /// A table of what was tried by rate, with a bar for the p99 beside the goal.
    static func curve(_ steps: [CapacityStep], goal: CapacityGoal) -> String {
        var table = TextTable("rate/s", "good %", "p50 ms", "p99 ms", "")
        for step in steps.sorted(by: { ($0.rate, $1.isConfirmation ? 1 : 0) < ($1.rate, $0.isConfirmation ? 1 : 0) }) {
            let share = 100 * Double(step.good) / Double(max(step.sent, 1))
            table.add(
                shown(step.rate), shown(share), shown(step.p50), shown(step.p99),
                bar(step, goal) + (step.isMet ? "" : "  missed"))
        }
        return table.text
    }

    /// Ten signs are the goal; three times the goal is the most that is drawn.
    private static func bar(_ step: CapacityStep, _ goal: CapacityGoal) -> String {
        guard let p99 = step.p99 else { return "" }
        let signs = Int((min(p99 / goal.p99, 3) * 10).rounded())
        return String(repeating: "█", count: min(signs, 10)) + String(repeating: "░", count: max(0, signs - 10))
    }

    private static func shown(_ value: Double?) -> String {
        value.map { FunctionOptions.shown(($0 * 100).rounded() / 100) } ?? "–"
    }
}
