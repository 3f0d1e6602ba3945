import HTTPTransport
import MeridianCore
import NIOCore
public import Telemetry

extension Gateway {
    /// What each event loop has counted, apart.
    public func countsByLoop() async -> [GatewayCounts] {
        var counts: [GatewayCounts] = []
        for loop in loops {
            counts.append((try? await loop.eventLoop.submit { loop.counts() }.get()) ?? GatewayCounts())
        }
        return counts
    }

    /// The counters and histograms in the Prometheus text format.
    public func exposition() async -> String {
        var exposition = Exposition()
        await expose(to: &exposition)
        return exposition.text
    }

    /// Adds the counters and histograms of functions by release, and what admission did.
    /// - Parameter mostSeries: Releases of functions that are told at most. What is left out is counted.
    public func expose(to exposition: inout Exposition, mostSeries: Int = 5_000) async {
        let versions = await counts().versions
        let all = versions.flatMap { service, numbers in
            numbers.flatMap { number, functions in
                functions.map { FunctionSeries(service: service, function: $0.key, release: number, figures: $0.value) }
            }
        }.sorted()
        let series = all.prefix(mostSeries).map { ($0.labels(unit: unit), $0.figures) }
        exposition.metric("faas_requests_total", type: "counter", help: "Requests by function, release and outcome.")
        for (labels, figures) in series {
            for outcome in RequestOutcome.allCases {
                exposition.sample(
                    "faas_requests_total", labels, adding: ("outcome", outcome.staticLabel), figures.count(outcome))
            }
        }
        exposition.metric(
            "faas_invoke_duration_seconds", type: "histogram",
            help: "From the complete request head to the last byte of the answer.", unit: "seconds")
        for (labels, figures) in series where figures.durations.count > 0 {
            exposition.histogram("faas_invoke_duration_seconds", labels, figures.durations)
        }
        exposition.metric("faas_inflight", type: "gauge", help: "Requests that are being served.")
        for (labels, figures) in series { exposition.sample("faas_inflight", labels, figures.inFlight) }
        await expose(admissionTo: &exposition)
        exposition.metric("meridian_connections", type: "gauge", help: "Open connections of callers.")
        exposition.sample(
            "meridian_connections", [:], server.activeConnections + (secureServer?.activeConnections ?? 0))
        exposition.metric(
            "meridian_series_left_out", type: "gauge",
            help: "Releases of functions that are not told of because there are too many.")
        exposition.sample("meridian_series_left_out", [:], max(0, all.count - mostSeries))
    }
}

/// One release of a function.
private struct FunctionSeries: Comparable {
    var service: ServiceName
    var function: FunctionName
    var release: Int
    var figures: FunctionMetrics.Snapshot

    func labels(unit: String) -> Exposition.Labels {
        Exposition.Labels(["function": "\(service)/\(function)", "version": "\(release)", "unit": unit])
    }

    /// The newest releases first, so that those are told of when there are too many.
    static func < (left: Self, right: Self) -> Bool {
        (right.release, left.service.rawValue, left.function.rawValue)
            < (left.release, right.service.rawValue, right.function.rawValue)
    }

    static func == (left: Self, right: Self) -> Bool {
        (left.release, left.service, left.function) == (right.release, right.service, right.function)
    }
}
