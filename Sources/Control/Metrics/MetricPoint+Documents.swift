import Telemetry

extension RequestsDocument {
    init(_ counts: RequestCounts) {
        self.init(
            ok: Int(counts.ok), error: Int(counts.error), timeout: Int(counts.timeout), shed: Int(counts.shed),
            client: Int(counts.client))
    }
}

extension QuantilesDocument {
    /// - Returns: `nil` when there is nothing.
    init?(_ histogram: SparseHistogram) {
        guard let p50 = histogram.value(atQuantile: 0.5), let p95 = histogram.value(atQuantile: 0.95),
            let p99 = histogram.value(atQuantile: 0.99)
        else { return nil }
        self.init(p50: p50 / 1e6, p95: p95 / 1e6, p99: p99 / 1e6)
    }
}

extension InstancesDocument {
    init(_ point: MetricPoint) {
        self.init(starting: Int(point.starting), ready: Int(point.ready), draining: Int(point.draining))
    }
}
