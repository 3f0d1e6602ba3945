import Delivery
import MeridianCore
import NIOCore
import Persistence
import Synchronization

/// Producers that have an event of 1 KiB accepted each, one after the other, and a dispatcher that delivers every event
/// to a function that does nothing.
struct DispatchLoad {
    /// Takes everything and counts it.
    private final class Target: DeliveryTarget {
        private let state = Mutex(0)

        var count: Int { state.withLock { $0 } }

        func policy() async -> LanePolicy { LanePolicy() }

        func deliver(_ calls: [DueCall]) async -> DeliveryOutcome {
            state.withLock { $0 += calls.count }
            return .taken(ByteBuffer())
        }

        func succeeded(_ call: DueCall, _ answer: ByteBuffer) async throws {}

        func died(_ event: QueuedEvent, _ reason: String) async throws { fatalError(reason) }
    }

    let directory: String
    let producers: Int
    let time: Duration

    func run() async throws {
        let queues = try SQLiteEventQueues(directory: directory)
        let service = ServiceName("shop")!
        let target = Target()
        let dispatch = EventDispatch(queues: queues, report: { _, report in print(report.message) })
        try await dispatch.start { _, _ in target }
        let accepting = Latencies()
        let begin = ContinuousClock.now
        let end = begin + time
        let call = QueuedCall(
            kind: .event, trigger: 0, target: "/f", fields: ["ce-id": "1"], body: ByteBuffer(repeating: 7, count: 1_024)
        )
        let event = NewEvent(lane: "f", head: call.head, payload: call.body)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<producers {
                group.addTask {
                    while ContinuousClock.now < end {
                        _ = try await accepting.measure { try await dispatch.accept([event], for: service) }
                    }
                }
            }
            try await group.waitForAll()
        }
        let queue = try await queues.queue(of: service)
        while try await queue.depth(of: "f") > 0 { try await Task.sleep(for: .milliseconds(1)) }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        await dispatch.shutdown()
        await queues.close()
        guard target.count == accepting.count else {
            fatalError("\(accepting.count) events were accepted, and \(target.count) delivered")
        }
        let label = "dispatch, \(producers) producers"
        BenchPersistence.report(label, Double(target.count) / seconds, "events/s")
        BenchPersistence.report(label + ", accept p50", accepting.quantile(0.5), "ms")
        BenchPersistence.report(label + ", accept p99", accepting.quantile(0.99), "ms")
    }
}
