import NIOCore
import Persistence

/// Producers that queue an event of 1 KiB each, one after the other, and beside them consumers who finish every event:
/// what is counted is events that were accepted, leased and finished, each step durable.
struct EventLoad {
    let queues: [any EventQueue]
    let producers: Int
    let time: Duration

    func run(_ name: String) async throws {
        let accepting = Latencies()
        let begin = ContinuousClock.now
        let end = begin + time
        let finished = try await withThrowingTaskGroup(of: Int.self) { group in
            for producer in 0..<producers {
                let queue = queues[producer % queues.count]
                group.addTask {
                    try await produce(to: queue, until: end, accepting)
                    return 0
                }
            }
            for queue in queues {
                for _ in 0..<2 { group.addTask { try await consume(queue, after: end) } }
            }
            return try await group.reduce(0, +)
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        guard finished == accepting.count else {
            fatalError("\(accepting.count) events were accepted, and \(finished) finished")
        }
        let label = "events, \(producers) producers, \(name)"
        BenchPersistence.report(label, Double(finished) / seconds, "events/s")
        BenchPersistence.report(label + ", accept p50", accepting.quantile(0.5), "ms")
        BenchPersistence.report(label + ", accept p99", accepting.quantile(0.99), "ms")
    }

    private func produce(
        to queue: any EventQueue, until end: ContinuousClock.Instant, _ accepting: Latencies
    ) async throws {
        let payload = ByteBuffer(repeating: 7, count: 1_024)
        while ContinuousClock.now < end {
            _ = try await accepting.measure { try await queue.enqueue(NewEvent(lane: "f", payload: payload)) }
        }
    }

    /// - Returns: How many events were finished.
    private func consume(_ queue: any EventQueue, after end: ContinuousClock.Instant) async throws -> Int {
        var count = 0
        while true {
            let leased = try await queue.lease(from: "f", limit: 100, for: .seconds(60), waiting: .milliseconds(100))
            if leased.isEmpty, ContinuousClock.now > end, try await queue.depth(of: "f") == 0 { return count }
            count += try await queue.settle(leased.map { EventSettlement($0.lease, .finished) }).count { $0 }
        }
    }
}
