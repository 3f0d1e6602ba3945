public import MeridianCore
import Synchronization

/// Queues in memory, for tests and for what need not survive.
public final class MemoryEventQueues: EventQueues {
    private let limits: EventQueueLimits
    private let clock: @Sendable () -> Timestamp
    private let state = Mutex((queues: [ServiceName: MemoryEventQueue](), isClosed: false))

    /// - Parameter clock: Tells the time.
    public init(limits: EventQueueLimits = EventQueueLimits(), clock: @escaping @Sendable () -> Timestamp = { .now }) {
        self.limits = limits
        self.clock = clock
    }

    public func queue(of service: ServiceName) async throws -> any EventQueue {
        try state.withLock { state in
            guard !state.isClosed else {
                throw MeridianError(.storeClosed, "the queues in memory are closed", status: 503)
            }
            if let queue = state.queues[service] { return queue }
            let queue = MemoryEventQueue(limits: limits, clock: clock)
            state.queues[service] = queue
            return queue
        }
    }

    public func services() async throws -> [ServiceName] {
        state.withLock { $0.queues.keys.sorted { $0.rawValue < $1.rawValue } }
    }

    public func remove(_ service: ServiceName) async throws {
        await state.withLock { $0.queues.removeValue(forKey: service) }?.close()
    }

    public func close() async {
        let queues = state.withLock { state in
            state.isClosed = true
            defer { state.queues = [:] }
            return state.queues.values.map(\.self)
        }
        for queue in queues { await queue.close() }
    }
}
