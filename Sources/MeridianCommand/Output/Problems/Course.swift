import MeridianCore
import Traces

/// What one request led to. Several may have the id that was asked for, when callers choose ids themselves.
struct Course {
    /// As a tree; the spans of other services that belong to it are among them.
    let lines: [SpanTree.Line]

    var traceID: String { lines[0].span.traceID }

    var time: Timestamp { lines[0].span.time }

    /// The newest first.
    /// - Parameter id: What was asked for.
    static func all(in spans: [Span], of id: String) -> [Course] {
        var courses: [Course] = []
        for (_, spans) in Dictionary(grouping: spans, by: \.traceID) {
            var lines: [SpanTree.Line] = []
            for line in SpanTree.lines(of: spans) {
                // A second request of that id which nobody called begins a course of its own, also in the same trace.
                if line.depth == 0, line.span.parentID == nil, line.span.requestID == id, !lines.isEmpty {
                    courses.append(Course(lines: lines))
                    lines = []
                }
                lines.append(line)
            }
            if !lines.isEmpty { courses.append(Course(lines: lines)) }
        }
        return courses.sorted {
            ($1.lines[0].span.startMicroseconds, $1.traceID) < ($0.lines[0].span.startMicroseconds, $0.traceID)
        }
    }
}
