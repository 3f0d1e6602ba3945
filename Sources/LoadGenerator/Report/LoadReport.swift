/// What a run says to people and to spreadsheets.
public struct LoadReport: Sendable {
    private static let quantiles = [(0.5, "p50"), (0.9, "p90"), (0.99, "p99"), (0.999, "p99.9"), (1, "max")]

    private let plan: LoadPlan
    private let recorder: LoadRecorder

    public init(_ plan: LoadPlan, _ recorder: LoadRecorder) {
        self.plan = plan
        self.recorder = recorder
    }

    /// One line for each second: RFC 4180, with milliseconds and rates a second.
    public var csv: String {
        var text = "second,wanted,sent,good,shed,failed,p50_ms,p90_ms,p99_ms,p99.9_ms,max_ms\r\n"
        for (number, second) in recorder.seconds.enumerated() {
            let wanted = plan.curve.requests(until: Double(number + 1)) - plan.curve.requests(until: Double(number))
            var cells = [
                "\(number)", Self.shown(wanted, 1), "\(second.sent)",
                "\(second.good)", "\(second.shed)", "\(second.failed)",
            ]
            cells += Self.quantiles.map { second.latency($0.0).map { Self.shown($0, 3) } ?? "" }
            text += cells.joined(separator: ",") + "\r\n"
        }
        return text
    }

    /// A table with a line for each target and one for all.
    public var table: String {
        let headings = ["", "sent", "good", "shed", "failed"] + Self.quantiles.map { "\($0.1) ms" }
        var rows = [headings]
        for (target, summary) in zip(plan.targets, recorder.targets) { rows.append(row(target.name, summary)) }
        if plan.targets.count != 1 { rows.append(row("all", recorder.total)) }
        let widths = headings.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).enumerated().map { column, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + padding : padding + cell.0
            }.joined(separator: "  ")
        }.joined(separator: "\n") + "\n"
    }

    /// Good answers (█) and what was turned away (░) or failed (×) in each second, against what was wanted.
    /// - Parameter width: In characters.
    public func chart(width: Int = 60) -> String {
        let most = max(recorder.seconds.map(\.sent).max() ?? 0, 1)
        var text = ""
        for (number, second) in recorder.seconds.enumerated() {
            func bar(_ count: Int, _ sign: String) -> String {
                String(repeating: sign, count: Int((Double(count) * Double(width) / Double(most)).rounded()))
            }
            let p99 = second.latency(0.99).map { Self.shown($0, 1) } ?? "–"
            text += "\(Self.padded("\(number)", 4)) s  \(Self.padded(p99, 9)) ms  "
            text += bar(second.good, "█") + bar(second.shed, "░") + bar(second.failed, "×") + " \(second.good)\n"
        }
        return text
    }

    private func row(_ name: String, _ summary: LoadRecorder.Summary) -> [String] {
        [name, "\(summary.sent)", "\(summary.good)", "\(summary.shed)", "\(summary.failed)"]
            + Self.quantiles.map { summary.latency($0.0).map { Self.shown($0, 2) } ?? "–" }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func shown(_ value: Double, _ digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let whole = Int((value * scale).rounded())
        let fraction = "\(abs(whole) % Int(scale))"
        return "\(whole / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
