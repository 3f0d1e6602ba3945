import Control
import MeridianCore
import Traces

/// A trace as people read it: a line for each span below the one that called it, with a bar where in time it was.
enum TraceText {
    private static let barWidth = 40

    static func render(_ trace: TraceDocument) -> String {
        let courses = Course.all(in: trace.spans, of: trace.id)
        guard !courses.isEmpty else { return "nothing is kept" }
        var lines: [String] = []
        if courses.count > 1 { lines += ["\(courses.count) requests have the id \(trace.id), the newest first", ""] }
        for course in courses { lines += tree(course) + [""] }
        lines += trace.logs.map { LogText.render($0) }
        if !trace.logs.isEmpty { lines.append("") }
        if let captured = trace.spans.last(where: { $0.capture != nil }) {
            lines.append("captured; send it again with: meridian replay \(captured.requestID)")
        }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private static func tree(_ course: Course) -> [String] {
        let nodes = course.lines
        let first = nodes.map(\.span.startMicroseconds).min() ?? 0
        let last = nodes.map(\.span.endMicroseconds).max() ?? 0
        var lines = ["trace \(course.traceID), \(course.time)", ""]
        let names = nodes.map { String(repeating: "  ", count: $0.depth) + name($0.span) }
        let width = names.map(\.count).max() ?? 0
        for (node, name) in zip(nodes, names) {
            let span = node.span
            lines.append(
                name.padded(to: width) + "  " + bar(span, from: first, to: last) + "  "
                    + Quantities.milliseconds(span.milliseconds.total).padded(to: 10) + outcome(span))
            let parts = parts(of: span)
            let indent = String(repeating: " ", count: node.depth * 2 + 2)
            if !parts.isEmpty { lines.append(indent + parts.joined(separator: ", ")) }
            if let problem = span.problem { lines.append(indent + problem) }
        }
        return lines
    }

    private static func name(_ span: Span) -> String {
        "\(span.service)/\(span.function)@\(span.release) \(span.kind == .http ? span.method : span.kind.rawValue)"
            + (span.route.map { " " + $0 } ?? "")
    }

    private static func outcome(_ span: Span) -> String {
        "\(span.status) \(span.outcome)" + (span.attempt > 1 ? ", attempt \(span.attempt)" : "")
    }

    /// Where the time went, but for what took less than a twentieth of a millisecond.
    private static func parts(of span: Span) -> [String] {
        let times = span.milliseconds
        var parts: [String] = []
        for (title, value) in [
            ("queue", times.queue), ("spawn", times.spawn), ("init", times.initialization), ("handler", times.handler),
        ] where value >= 0.05 {
            parts.append("\(title) \(Quantities.milliseconds(value))")
        }
        if span.isCold { parts.append("cold start") }
        return parts
    }

    /// What the span waited for is drawn lighter than what its function took.
    private static func bar(_ span: Span, from first: Int64, to last: Int64) -> String {
        let scale = Double(barWidth) / Double(max(1, last - first))
        let start = min(barWidth - 1, Int(Double(span.startMicroseconds - first) * scale))
        let length = max(1, min(barWidth - start, Int((span.milliseconds.total * 1_000 * scale).rounded())))
        let share = span.milliseconds.total > 0 ? span.milliseconds.handler / span.milliseconds.total : 1
        let handler = max(0, min(length, Int((Double(length) * share).rounded())))
        return "|" + String(repeating: " ", count: start) + String(repeating: "-", count: length - handler)
            + String(repeating: "#", count: handler) + String(repeating: " ", count: barWidth - start - length) + "|"
    }
}
