public import MeridianCore
public import Persistence
import Synchronization

/// Takes events for the functions of all services, keeps them, and sees to it that each is delivered.
public final class EventDispatch: Sendable {
    private struct Running {
        let dispatcher: LaneDispatcher
        let task: Task<Void, Never>
    }

    private struct State {
        var services: [ServiceName: [QueueLane: Running]] = [:]
        /// The function of a lane, while events are delivered.
        var target: (@Sendable (ServiceName, QueueLane) -> any DeliveryTarget)?
    }

    private let queues: any EventQueues
    private let clock: DeliveryClock
    private let leaseTime: Duration
    private let report: @Sendable (ServiceName, DeliveryReport) -> Void
    private let state = Mutex(State())

    /// - Parameter leaseTime: How long events wait for another try when the process dies.
    public init(
        queues: any EventQueues, clock: DeliveryClock = .system, leaseTime: Duration = .seconds(10),
        report: @escaping @Sendable (ServiceName, DeliveryReport) -> Void
    ) {
        self.queues = queues
        self.clock = clock
        self.leaseTime = leaseTime
        self.report = report
    }

    /// - Returns: `nil` when nothing was ever accepted for the service.
    public func queue(of service: ServiceName) async throws -> (any EventQueue)? {
        guard try await queues.services().contains(service) else { return nil }
        return try await queues.queue(of: service)
    }

    /// The services for which something was ever accepted, by name.
    public func services() async throws -> [ServiceName] {
        try await queues.services()
    }

    /// Keeps events, and has them delivered.
    /// - Returns: A receipt for each, when all are kept.
    public func accept(_ events: [NewEvent], for service: ServiceName) async throws -> [EventReceipt] {
        let queue = try await queues.queue(of: service)
        var receipts: [EventReceipt] = []
        receipts.reserveCapacity(events.count)
        for start in stride(from: 0, to: events.count, by: EventQueueLimits.batch) {
            let part = Array(events[start..<min(start + EventQueueLimits.batch, events.count)])
            receipts += try await queue.enqueue(part)
        }
        for lane in Set(events.map(\.lane)) { work(off: lane, of: service, queue) }
        return receipts
    }

    /// Begins to deliver, with what is left from before.
    /// - Parameter target: The function of a lane.
    public func start(_ target: @escaping @Sendable (ServiceName, QueueLane) -> any DeliveryTarget) async throws {
        state.withLock { $0.target = target }
        for service in try await queues.services() {
            do {
                let queue = try await queues.queue(of: service)
                for status in try await queue.status() where status.pending > 0 {
                    work(off: status.lane, of: service, queue)
                }
            } catch {
                // One queue that can't be read does not hold up the others.
                report(
                    service,
                    DeliveryReport(level: .error, lane: "all", event: nil, message: "events can't be read: \(error)"))
            }
        }
    }

    /// Sees to it that someone works off a lane, as after events were put back.
    public func wake(_ lane: QueueLane, of service: ServiceName) async throws {
        work(off: lane, of: service, try await queues.queue(of: service))
    }

    /// Begins nothing more, and returns when what was begun is settled.
    public func shutdown() async {
        let running = state.withLock { state in
            state.target = nil
            defer { state.services = [:] }
            return state.services.values.flatMap(\.values)
        }
        for lane in running { await lane.dispatcher.stop() }
        for lane in running { await lane.task.value }
    }

    private func work(off lane: QueueLane, of service: ServiceName, _ queue: any EventQueue) {
        state.withLock { state in
            guard let target = state.target, state.services[service]?[lane] == nil else { return }
            let report = report
            let dispatcher = LaneDispatcher(
                lane: lane, queue: queue, target: target(service, lane), clock: clock, leaseTime: leaseTime,
                report: { report(service, $0) })
            state.services[service, default: [:]][lane] = Running(
                dispatcher: dispatcher, task: Task { await dispatcher.run() })
        }
    }
}
