import NIOCore
import Persistence

/// Opening a queue in which very many events wait, and draining it.
struct Backlog {
    let path: String
    let count: Int

    func run() async throws {
        let payload = ByteBuffer(repeating: 7, count: 256)
        let limits = EventQueueLimits(laneDepth: .max)
        var queue = try SQLiteEventQueue(path: path, limits: limits)
        let filling = ContinuousClock.now
        for _ in 0..<(count / 1_000) {
            _ = try await queue.enqueue(Array(repeating: NewEvent(lane: "f", payload: payload), count: 1_000))
        }
        BenchPersistence.report("backlog", Double(count), "events")
        rate("backlog, filled by 1,000 at a time", count, since: filling)
        await queue.close()

        let opening = ContinuousClock.now
        queue = try SQLiteEventQueue(path: path, limits: limits)
        let first = try await queue.lease(from: "f", limit: 100, for: .seconds(600))
        BenchPersistence.report(
            "backlog, opened to first lease", (ContinuousClock.now - opening) / .milliseconds(1), "ms")
        for (name, body) in [
            ("depth", { _ = try await queue.depth(of: "f") }), ("status", { _ = try await queue.status() }),
            ("peek of 100", { _ = try await queue.peek(at: "f", limit: 100) }),
        ] as [(String, () async throws -> Void)] {
            let begin = ContinuousClock.now
            try await body()
            BenchPersistence.report("backlog, \(name)", (ContinuousClock.now - begin) / .milliseconds(1), "ms")
        }
        let draining = ContinuousClock.now
        var leased = first
        var peak = 0.0
        var rounds = 0
        while !leased.isEmpty {
            _ = try await queue.settle(leased.map { EventSettlement($0.lease, .finished) })
            leased = try await queue.lease(from: "f", limit: 100, for: .seconds(600))
            rounds += 1
            if rounds % 100 == 0 { peak = max(peak, BenchPersistence.residentMemory) }
        }
        rate("backlog, drained by one, 100 at a time", count, since: draining)
        BenchPersistence.report("backlog, resident memory at most", peak, "MiB")
        await queue.close()
    }

    private func rate(_ name: String, _ count: Int, since begin: ContinuousClock.Instant) {
        BenchPersistence.report(name, Double(count) / ((ContinuousClock.now - begin) / .seconds(1)), "events/s")
    }
}
