import MeridianCore
import Synchronization
import Telemetry

extension PlatformMetrics {
    /// Releases of functions, and of groups of instances, that are told of at most.
    static let mostSeries = 5_000

    /// Adds what the engine counts, as of the last second.
    func expose(to exposition: inout Exposition) {
        let (functions, instances) = state.withLock { ($0.usage.functions, $0.usage.instances) }
        expose(functions, to: &exposition)
        expose(instances, to: &exposition)
    }

    private func expose(_ functions: [SeriesKey: UsageLedger.Function], to exposition: inout Exposition) {
        let rows = functions.sorted { $0.key.precedes($1.key) }.prefix(Self.mostSeries).map { key, figures in
            let name = key.function.map { "\(key.service)/\($0)" } ?? "\(key.service)"
            return (
                Exposition.Labels(["function": name, "version": "\(key.release)", "unit": key.unit]), figures
            )
        }
        exposition.metric(
            "faas_queue_seconds", type: "histogram",
            help: "From when a request was admitted until an instance took it.", unit: "seconds")
        for (labels, figures) in rows where figures.queueTimes.count > 0 {
            exposition.histogram("faas_queue_seconds", labels, figures.queueTimes)
        }
        exposition.metric(
            "faas_coldstarts_total", type: "counter", help: "Requests that waited for an instance to start.")
        for (labels, figures) in rows { exposition.sample("faas_coldstarts_total", labels, figures.coldStarts) }
    }

    private func expose(_ instances: [SeriesKey: UsageLedger.Group], to exposition: inout Exposition) {
        let rows = instances.sorted { $0.key.precedes($1.key) }.prefix(Self.mostSeries).map { key, figures in
            (
                Exposition.Labels([
                    "service": key.service.rawValue, "group": key.group, "version": "\(key.release)", "unit": key.unit,
                ]), figures
            )
        }
        exposition.metric(
            "faas_init_duration_seconds", type: "histogram", help: "From the start of an instance until it is ready.",
            unit: "seconds")
        for (labels, figures) in rows where figures.initDurations.count > 0 {
            exposition.histogram("faas_init_duration_seconds", labels, figures.initDurations)
        }
        exposition.metric("faas_instances", type: "gauge", help: "Instances by state.")
        for (labels, figures) in rows {
            exposition.sample("faas_instances", labels, adding: ("state", "starting"), figures.starting)
            exposition.sample("faas_instances", labels, adding: ("state", "ready"), figures.ready)
            exposition.sample("faas_instances", labels, adding: ("state", "draining"), figures.draining)
        }
        exposition.metric(
            "faas_limit", type: "gauge", help: "Requests that all instances there may be serve at a time.")
        for (labels, figures) in rows { exposition.sample("faas_limit", labels, figures.limit) }
        exposition.metric(
            "faas_cpu_seconds_total", type: "counter", help: "Processor time that instances used.", unit: "seconds")
        for (labels, figures) in rows {
            exposition.sample("faas_cpu_seconds_total", labels, Double(figures.processorMicroseconds) / 1e6)
        }
        exposition.metric(
            "faas_memory_bytes", type: "gauge", help: "Memory of instances that is in RAM.", unit: "bytes")
        for (labels, figures) in rows { exposition.sample("faas_memory_bytes", labels, figures.residentBytes) }
    }
}

extension SeriesKey {
    /// The newest releases first, so that those are told of when there are too many.
    fileprivate func precedes(_ other: SeriesKey) -> Bool {
        (other.release, service.rawValue, group, function?.rawValue ?? "")
            < (release, other.service.rawValue, other.group, other.function?.rawValue ?? "")
    }
}
