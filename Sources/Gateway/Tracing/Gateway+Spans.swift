import NIOCore
public import Traces

extension Gateway {
    /// Whether requests are taken down as spans of traces from now on.
    public func takeDownSpans(_ takes: Bool) async {
        for loop in loops { try? await loop.eventLoop.submit { loop.takesSpans = takes }.get() }
    }

    /// Takes the spans of requests that are over, from all event loops.
    /// - Returns: The spans, and how many were dropped since they were taken last.
    public func takeSpans() async -> (records: [SpanRecord], dropped: Int) {
        var all: [SpanRecord] = []
        var dropped = 0
        for loop in loops {
            guard let taken = try? await loop.eventLoop.submit({ loop.takeSpans() }).get() else { continue }
            all = all.isEmpty ? taken.records : all + taken.records
            dropped += taken.dropped
        }
        return (all, dropped)
    }
}
