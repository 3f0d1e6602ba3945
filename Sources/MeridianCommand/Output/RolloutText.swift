import Control
import MeridianCore
import Releases

/// A rollout as people read it.
enum RolloutText {
    static func show(_ rollout: RolloutDocument, asJSON: Bool) {
        StandardOutput.line(asJSON ? CommandJSON.text(rollout) : render(rollout, at: .now))
    }

    /// Several lines: where it is, its steps, what was counted, what the judge found.
    static func render(_ rollout: RolloutDocument, at now: Timestamp) -> String {
        var lines = [headline(rollout)]
        if let reason = rollout.reason { lines.append("  \(reason)") }
        if let problem = rollout.problem { lines.append("  \(problem)") }
        for (index, step) in rollout.plan.steps.enumerated() {
            let isCurrent = index == rollout.step && !rollout.phase.isOver
            let mark = index < rollout.step ? "✓" : isCurrent ? "▸" : " "
            let since = isCurrent ? "  since \(seconds(from: rollout.stepStartedAt, to: now))" : ""
            lines.append("  \(mark) \(step)\(since)")
        }
        lines.append("  traffic \(bar(rollout.weight)) \(rollout.weight) %")
        if let judgement = rollout.judgement {
            lines += figures(rollout, judgement)
            for test in judgement.tests {
                lines.append("  \(test.test.rawValue): \(test.verdict.rawValue), \(test.reason)")
            }
        }
        return lines.joined(separator: "\n")
    }

    static func headline(_ rollout: RolloutDocument) -> String {
        "rollout \(rollout.id) of \(rollout.service), release \(rollout.release) for \(rollout.baseline): "
            + rollout.phase.words
    }

    static func line(_ event: Rollout.Event) -> String { "\(event.at) \(event.text)" }

    private static func figures(_ rollout: RolloutDocument, _ judgement: Judgement) -> [String] {
        let all = [(rollout.release, judgement.candidate), (rollout.baseline, judgement.baseline)]
        // At small weights, and where it can't be seen, processor time is not compared.
        let hasProcessor = all.contains { $0.1.cpuMilliseconds != nil }
        var table = TextTable(columns: ["RELEASE", "REQUESTS", "FAILED", "P50", "P99"] + (hasProcessor ? ["CPU"] : []))
        for (release, figures) in all {
            var row = [
                "\(release)", "\(figures.requests)", "\(figures.errors)",
                figures.p50Milliseconds.map(Quantities.milliseconds) ?? "-",
                figures.p99Milliseconds.map(Quantities.milliseconds) ?? "-",
            ]
            if hasProcessor {
                row.append(figures.cpuMilliseconds.map { "\(Int(($0 * 1_000).rounded())) µs" } ?? "-")
            }
            table.add(row)
        }
        return table.text.split(separator: "\n").map { "  " + $0 }
    }

    private static func bar(_ weight: Int) -> String {
        let full = (weight + 4) / 5
        return String(repeating: "█", count: full) + String(repeating: "░", count: 20 - full)
    }

    private static func seconds(from start: Timestamp, to end: Timestamp) -> String {
        "\(max(0, end.milliseconds - start.milliseconds) / 1_000) s"
    }
}
