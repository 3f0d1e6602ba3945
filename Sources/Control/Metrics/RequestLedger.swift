import Gateway
import MeridianCore
import Telemetry

/// What the gateway has counted up to the last look, to tell what came since.
struct RequestLedger {
    /// Of which release of which function.
    struct Row: Hashable {
        var service: ServiceName
        var function: FunctionName
        var release: Int
    }

    /// By event loop: each counts for itself, so that differences need no sums of all that was ever counted.
    private var last: [[Row: FunctionMetrics.Snapshot]] = []

    /// What came since the last call, and what is being served.
    /// - Parameter loops: What each event loop has counted; always in the same order.
    mutating func differences(_ loops: [GatewayCounts]) -> [Row: MetricPoint] {
        var points: [Row: MetricPoint] = [:]
        var present: [[Row: FunctionMetrics.Snapshot]] = []
        for (loop, counts) in loops.enumerated() {
            var rows: [Row: FunctionMetrics.Snapshot] = [:]
            for (service, numbers) in counts.versions {
                for (release, functions) in numbers {
                    for (function, snapshot) in functions {
                        let row = Row(service: service, function: function, release: release)
                        let before = last.indices.contains(loop) ? last[loop][row] : nil
                        rows[row] = Self.note(snapshot, before, in: &points[row])
                    }
                }
            }
            present.append(rows)
        }
        last = present
        return points
    }

    /// - Returns: What the next look is compared with.
    private static func note(
        _ snapshot: FunctionMetrics.Snapshot, _ before: FunctionMetrics.Snapshot?, in point: inout MetricPoint?
    ) -> FunctionMetrics.Snapshot {
        let isIdle = snapshot.outcomes == (before ?? FunctionMetrics.Snapshot()).outcomes
        if isIdle && snapshot.inFlight == 0 { return before ?? snapshot }
        var difference = MetricPoint()
        for outcome in RequestOutcome.allCases {
            difference.requests[outcome] = snapshot.count(outcome) &- (before?.count(outcome) ?? 0)
        }
        difference.durations = SparseHistogram(
            snapshot.durations, since: before?.durations ?? LatencyHistogram())
        difference.inFlight = UInt64(max(0, snapshot.inFlight))
        point = point ?? MetricPoint()
        point?.add(difference)
        return snapshot.compacted()
    }
}
