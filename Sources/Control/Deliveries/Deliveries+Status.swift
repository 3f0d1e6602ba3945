import Delivery
import MeridianCore
import Persistence
import Telemetry

extension Deliveries {
    /// How the events of each function are doing, by service and function.
    /// - Parameter service: Only of this one.
    func status(of service: ServiceName? = nil) async throws -> [QueueDocument] {
        let services = if let service { [service] } else { try await dispatch.services() }
        let now = Timestamp.now
        var documents: [QueueDocument] = []
        for service in services {
            for lane in try await dispatch.queue(of: service)?.status() ?? [] {
                documents.append(
                    QueueDocument(
                        service: service, function: lane.lane.rawValue, pending: lane.pending, dead: lane.dead,
                        delaySeconds: lane.oldestDue.map { max(0, Double(now.milliseconds - $0.milliseconds) / 1_000) })
                )
            }
        }
        return documents
    }

    /// The same for Prometheus.
    func expose(to exposition: inout Exposition) async throws {
        let queues = try await status()
        guard !queues.isEmpty else { return }
        exposition.metric("meridian_events_pending", type: "gauge", help: "Events that are neither finished nor dead.")
        for queue in queues { exposition.sample("meridian_events_pending", queue.labels, queue.pending) }
        exposition.metric("meridian_events_dead", type: "gauge", help: "Events that were put aside.")
        for queue in queues { exposition.sample("meridian_events_dead", queue.labels, queue.dead) }
        exposition.metric(
            "meridian_events_delay_seconds", type: "gauge", help: "How long the event whose turn is next has waited.",
            unit: "seconds")
        for queue in queues {
            exposition.sample("meridian_events_delay_seconds", queue.labels, queue.delaySeconds ?? 0)
        }
    }
}

extension QueueDocument {
    fileprivate var labels: KeyValuePairs<String, String> { ["service": service.rawValue, "function": function] }
}
