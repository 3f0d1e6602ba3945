import NIOCore
public import Traces

extension Gateway {
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
