import Foundation
import MeridianCore
import NIOCore
import Persistence
import Testing

@Suite("Counts of a queue", .timeLimit(.minutes(1)))
struct EventCountTests {
    @Test("are right when changes that are refused share transactions with others, and after the file was opened again")
    func refusals() async throws {
        let directory = try TemporaryDirectory()
        let limits = EventQueueLimits(laneDepth: 50)
        var queue = try SQLiteEventQueue(path: directory("queue.sqlite"), limits: limits)
        let accepted = await withTaskGroup(of: Int.self) { [queue] group in
            for number in 0..<200 {
                group.addTask {
                    // Two lanes, of which the second is full first: what the first was given is taken back with it.
                    let other = QueueLane(rawValue: "other-\(number % 5)")!
                    let lanes = number % 2 == 0 ? ["full", other] : [other, "full"]
                    let events = lanes.map { NewEvent(lane: $0, payload: ByteBuffer(), idempotencyKey: "\(number)") }
                    return (try? await queue.enqueue(events)) == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(accepted == 50)
        let problems = try await queue.check()
        #expect(problems.isEmpty, "\(problems)")
        #expect(try await queue.status().reduce(0) { $0 + $1.pending } == 100)
        let leased = try await queue.lease(from: "full", limit: 20, for: .seconds(60))
        _ = try await queue.settle(leased.map { EventSettlement($0.lease, .finished) })
        await queue.close()
        queue = try SQLiteEventQueue(path: directory("queue.sqlite"), limits: limits)
        #expect(try await queue.depth(of: "full") == 30)
        let next = try await queue.enqueue(NewEvent(lane: "full", payload: ByteBuffer()))
        #expect(next.id == EventID(101))
        #expect(try await queue.check().isEmpty)
        await queue.close()
    }

    @Test("keep empty texts, NULs and bytes of every value apart")
    func values() async throws {
        let directory = try TemporaryDirectory()
        let queue = try SQLiteEventQueue(path: directory("queue.sqlite"))
        let heads = ["", "ä\u{10FFFF}", String(repeating: "h", count: 10_000)]
        let payloads = [ByteBuffer(), ByteBuffer(bytes: [0]), ByteBuffer(bytes: 0...255)]
        let events = zip(heads, payloads).map { NewEvent(lane: "f", head: $0, payload: $1, orderingKey: nil) }
        try await queue.enqueue(events)
        let leased = try await queue.lease(from: "f", limit: 10, for: .seconds(60))
        #expect(leased.map(\.event.head) == heads)
        #expect(leased.map(\.event.payload) == payloads)
        await queue.close()
    }
}
