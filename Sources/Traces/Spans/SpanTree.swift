/// Spans of a trace in the order of a tree.
public enum SpanTree {
    public struct Line: Sendable {
        public var span: Span
        /// 0 for those that nobody called of whom something is kept.
        public var depth: Int
    }

    /// Each span below the one that called it, those side by side in the order in which they began.
    ///
    /// A span that calls itself by way of others, which only a broken peer can send, stands at the top.
    public static func lines(of spans: [Span]) -> [Line] {
        let ordered = spans.sorted { ($0.startMicroseconds, $0.id) < ($1.startMicroseconds, $1.id) }
        let known = Set(ordered.map(\.id))
        let children = Dictionary(grouping: ordered.indices) { ordered[$0].parentID ?? "" }
        var lines: [Line] = []
        var shown: Set<Int> = []
        func show(_ index: Int, _ depth: Int) {
            guard shown.insert(index).inserted else { return }
            lines.append(Line(span: ordered[index], depth: depth))
            for child in children[ordered[index].id] ?? [] { show(child, depth + 1) }
        }
        for index in ordered.indices where !known.contains(ordered[index].parentID ?? "") { show(index, 0) }
        for index in ordered.indices { show(index, 0) }
        return lines
    }
}
