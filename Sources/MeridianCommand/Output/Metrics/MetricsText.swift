import Control
import Foundation
import MeridianCore

/// Figures over time as people read them.
enum MetricsText {
    /// Charts as wide as a terminal.
    /// - Parameter earlier: The same time of another day, in as many steps.
    static func charts(_ document: MetricsDocument, comparedWith earlier: MetricsDocument?, width: Int) -> String {
        let columns = max(10, width - TerminalChart.labelWidth - 1)
        let points = gathered(document.points, into: columns)
        let marks = Set(
            document.changes.compactMap { change in
                points.firstIndex { point in
                    guard let first = point.first, let last = point.last else { return false }
                    let end = last.time.milliseconds + Int64(last.seconds) * 1_000
                    return (first.time.milliseconds..<end).contains(change.time.milliseconds)
                }
            })
        var lines = [headline(document)]
        func chart(
            _ title: String, floor: Double? = 0, height: Int = 4, _ label: @escaping (Double) -> String,
            _ value: ([MetricsDocument.Point]) -> Double?
        ) {
            lines.append("")
            lines += TerminalChart(
                title: title, values: points.map(value), floor: floor, height: height, label: label, marks: marks
            ).lines()
        }
        chart("QPS", number) { points in mean(points.map(\.rps)) }
        chart("success", floor: nil, height: 2, percent) { success($0) }
        chart("p50", height: 2, milliseconds) { mean($0.compactMap(\.durations?.p50)) }
        chart("p95", height: 2, milliseconds) { $0.compactMap(\.durations?.p95).max() }
        chart("p99", milliseconds) { $0.compactMap(\.durations?.p99).max() }
        lines.append(axis(document, columns: points.count))
        for change in document.changes { lines.append("┊ release \(change.release) from \(clock(change.time))") }
        lines += ["", summary(document, comparedWith: earlier)]
        return lines.joined(separator: "\n")
    }

    /// One line a step, for files and pipes.
    static func table(_ document: MetricsDocument) -> String {
        var table = TextTable(
            "TIME", "QPS", "SUCCESS", "AVAILABLE", "P50", "P95", "P99", "COLD", "INSTANCES", "RELEASES")
        for point in document.points {
            table.add(
                point.time.description, number(point.rps), point.success.map(percent) ?? "-",
                point.availability.map(percent) ?? "-", point.durations.map { milliseconds($0.p50) } ?? "-",
                point.durations.map { milliseconds($0.p95) } ?? "-",
                point.durations.map { milliseconds($0.p99) } ?? "-",
                "\(point.coldStarts)", "\(point.instances.ready)",
                point.releases.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " "))
        }
        return table.text
    }

    /// What came of the whole time.
    static func summary(_ document: MetricsDocument, comparedWith earlier: MetricsDocument?) -> String {
        var table = TextTable("", "REQUESTS", "QPS", "SUCCESS", "AVAILABLE", "P50", "P95", "P99", "COLD")
        func add(_ title: String, _ document: MetricsDocument) {
            let points = document.points
            let requests = points.reduce(0) { $0 + $1.requests.total }
            let seconds = points.reduce(0) { $0 + $1.seconds }
            table.add(
                title, "\(requests)", number(Double(requests) / Double(max(1, seconds))),
                success(points).map(percent) ?? "-", availability(points).map(percent) ?? "-",
                mean(points.compactMap(\.durations?.p50)).map(milliseconds) ?? "-",
                points.compactMap(\.durations?.p95).max().map(milliseconds) ?? "-",
                points.compactMap(\.durations?.p99).max().map(milliseconds) ?? "-",
                "\(points.reduce(0) { $0 + $1.coldStarts })")
        }
        add("now", document)
        if let earlier { add(earlier.since.description, earlier) }
        return table.text
    }

    private static func headline(_ document: MetricsDocument) -> String {
        let name = document.function.map { "\(document.service)/\($0)" } ?? "\(document.service)"
        return "\(name)  \(document.since) – \(document.until), steps of \(document.step) s"
    }

    private static func axis(_ document: MetricsDocument, columns: Int) -> String {
        let (left, right) = (clock(document.since), clock(document.until))
        let space = max(1, columns - left.count - right.count)
        return String(repeating: " ", count: TerminalChart.labelWidth) + left + String(repeating: " ", count: space)
            + right
    }

    /// Steps in as many columns as there are, or several to a column.
    private static func gathered(
        _ points: [MetricsDocument.Point], into columns: Int
    ) -> [[MetricsDocument.Point]] {
        guard points.count > columns else {
            // Several columns to a step, so that few steps fill the width as well.
            let width = max(1, columns / max(1, points.count))
            return points.flatMap { Array(repeating: [$0], count: width) }
        }
        return (0..<columns).map { column in
            Array(points[column * points.count / columns..<(column + 1) * points.count / columns])
        }
    }

    private static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// Of all requests, not the mean of shares.
    private static func success(_ points: [MetricsDocument.Point]) -> Double? {
        let failed = points.reduce(0) { $0 + $1.requests.error + $1.requests.timeout }
        return share(points, failed: failed)
    }

    private static func availability(_ points: [MetricsDocument.Point]) -> Double? {
        let failed = points.reduce(0) { $0 + $1.requests.error + $1.requests.timeout + $1.requests.shed }
        return share(points, failed: failed)
    }

    private static func share(_ points: [MetricsDocument.Point], failed: Int) -> Double? {
        let ok = points.reduce(0) { $0 + $1.requests.ok }
        return ok + failed > 0 ? Double(ok) / Double(ok + failed) : nil
    }

    private static func clock(_ time: Timestamp) -> String { String(time.description.dropFirst(11).prefix(8)) }

    static func number(_ value: Double) -> String {
        value >= 100 || value == value.rounded() ? String(format: "%.0f", value) : String(format: "%.2f", value)
    }

    static func percent(_ share: Double) -> String {
        // Never rounded up to all of them.
        share == 1 ? "100%" : String(format: "%.2f%%", (share * 10_000).rounded(.down) / 100)
    }

    static func milliseconds(_ value: Double) -> String { Quantities.milliseconds(value) }
}
