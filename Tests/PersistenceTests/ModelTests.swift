import MeridianCore
import NIOCore
import PersistenceChecks
import TestSupport
import Testing

@testable import Persistence

/// The stores in memory are the model of those in SQLite: whatever is done, both must answer the same.
@Suite("Stores agree with their models", .timeLimit(.minutes(2)))
struct ModelTests {
    private func answer<Value>(_ body: () async throws -> Value) async -> Result<Value, MeridianError> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error as? MeridianError ?? MeridianError(.storeUnusable, "\(error)"))
        }
    }

    private func expectSame<Value: Equatable>(
        _ left: Result<Value, MeridianError>, _ right: Result<Value, MeridianError>, _ what: String
    ) {
        switch (left, right) {
        case (.success(let left), .success(let right)): #expect(left == right, "\(what)")
        case (.failure(let left), .failure(let right)): #expect(left.code == right.code, "\(what)")
        default: Issue.record("\(what): \(left) in memory, \(right) in SQLite")
        }
    }

    @Test("documents", arguments: 0..<6)
    func documents(_ seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        let path = directory("documents.sqlite")
        let model = MemoryDocumentStore(historyLimit: .max)
        var store = try SQLiteDocumentStore(path: path, historyLimit: 1 << 40)
        let keys = (0..<12).map { DocumentKey($0 % 2 == 0 ? "a/\($0)" : "b/\($0)")! }
        for step in 0..<250 {
            let what = "seed \(seed), step \(step)"
            switch Int.random(in: 0..<20, using: &generator) {
            case 0..<13:
                let changes = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                    let value = ByteBuffer(
                        repeating: UInt8(step & 255), count: Int.random(in: 0...9_000, using: &generator))
                    let condition = [
                        DocumentCondition.any, .any, .absent,
                        .revision(Revision(Int64.random(in: 0...Int64(step + 1), using: &generator))),
                    ].randomElement(using: &generator)!
                    let action = [DocumentChange.Action.put(value), .put(value), .remove, .check].randomElement(
                        using: &generator)!
                    return DocumentChange(keys.randomElement(using: &generator)!, action, if: condition)
                }
                expectSame(
                    await answer { try await model.commit(changes) }, await answer { try await store.commit(changes) },
                    what)
            case 13..<15:
                let revision = Revision(Int64.random(in: 0...Int64(step), using: &generator))
                guard step % 5 == 0 else { continue }
                try await model.compact(through: revision)
                try await store.compact(through: revision)
            case 15:
                await store.close()
                store = try SQLiteDocumentStore(path: path, historyLimit: 1 << 40)
            default:
                let key = keys.randomElement(using: &generator)!
                expectSame(await answer { try await model.get(key) }, await answer { try await store.get(key) }, what)
                let limit = Int.random(in: 1...15, using: &generator)
                let pages = (
                    try await model.list(prefix: "a/", after: key, limit: limit),
                    try await store.list(prefix: "a/", after: key, limit: limit)
                )
                #expect(pages.0.documents == pages.1.documents && pages.0.next == pages.1.next, "\(what)")
                let start = Revision(Int64.random(in: 0...Int64(step), using: &generator))
                expectSame(
                    await answer { try await history(of: model, after: start) },
                    await answer { try await history(of: store, after: start) }, what)
            }
        }
        #expect(try await store.check().isEmpty)
        await store.close()
    }

    /// The commits after a revision, without those that may come.
    private func history(of store: any DocumentStore, after start: Revision) async throws -> [DocumentCommit] {
        let end = try await store.commit([.put("a/end", ByteBuffer())])
        var commits: [DocumentCommit] = []
        guard start < end else { return [] }
        for try await commit in try await store.watch(prefix: "a/", after: start) {
            commits.append(commit)
            if commit.revision == end { break }
        }
        return commits
    }

    @Test("events", arguments: 0..<6)
    func events(_ seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        let path = directory("queue.sqlite")
        let clock = ManualClock()
        let limits = EventQueueLimits(eventSize: 100, laneDepth: 30, idempotencyWindow: .milliseconds(500))
        let model = MemoryEventQueue(limits: limits) { clock.now }
        var store = try SQLiteEventQueue(path: path, limits: limits) { clock.now }
        let lanes: [QueueLane] = ["f", "g"]
        var leases: [EventLease] = []
        for step in 0..<400 {
            let what = "seed \(seed), step \(step)"
            let lane = lanes.randomElement(using: &generator)!
            let queues: [any EventQueue] = [model, store]
            func both<Value: Equatable>(_ body: (any EventQueue) async throws -> Value) async -> Value? {
                let answers = (await answer { try await body(queues[0]) }, await answer { try await body(queues[1]) })
                expectSame(answers.0, answers.1, what)
                return try? answers.0.get()
            }
            switch Int.random(in: 0..<30, using: &generator) {
            case 0..<9:
                let events = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                    NewEvent(
                        lane: lanes.randomElement(using: &generator)!, head: "\(step)",
                        payload: ByteBuffer(repeating: 1, count: Int.random(in: 0...99, using: &generator)),
                        orderingKey: [nil, nil, "a", "b"].randomElement(using: &generator)!,
                        idempotencyKey: [nil, nil, "x", "y", "z"].randomElement(using: &generator)!,
                        notBefore: [nil, nil, clock.at(.random(in: -50...200, using: &generator))].randomElement(
                            using: &generator)!)
                }
                _ = await both { try await $0.enqueue(events) }
            case 9..<16:
                let limit = Int.random(in: 1...5, using: &generator)
                let time = Duration.milliseconds(.random(in: 1...300, using: &generator))
                leases += await both { try await $0.lease(from: lane, limit: limit, for: time) }?.map(\.lease) ?? []
            case 16..<22:
                let settlements = (0..<3).compactMap { _ -> EventSettlement? in
                    guard let lease = leases.randomElement(using: &generator) else { return nil }
                    let moment = clock.at(.random(in: -10...200, using: &generator))
                    let outcomes = [
                        EventSettlement.Outcome.finished, .retry(at: moment), .postponed(until: moment),
                        .dead(reason: "r\(step)"),
                    ]
                    return EventSettlement(lease, outcomes.randomElement(using: &generator)!)
                }
                _ = await both { try await $0.settle(settlements) }
            case 22:
                guard let lease = leases.randomElement(using: &generator) else { continue }
                if let longer = await both({ try await $0.extend(lease, for: .milliseconds(250)) }) {
                    leases.append(longer)
                }
            case 23:
                _ = await both { try await $0.redrive(lane, step % 2 == 0 ? nil : [EventID(Int64(step / 4))]) }
            case 24:
                guard step % 7 == 0 else { continue }
                _ = await both { try await $0.purge(lane) }
            case 25:
                guard step % 7 == 0 else { continue }
                _ = await both { try await $0.purgeDead(lane) }
            case 26:
                await store.close()
                store = try SQLiteEventQueue(path: path, limits: limits) { clock.now }
            default:
                clock.advance(.random(in: 0...100, using: &generator))
                let id = EventID(.random(in: 0...Int64(step), using: &generator))
                _ = await both { try await $0.fate(of: id) }
                _ = await both { try await $0.status() }
                _ = await both { try await $0.peek(at: lane, limit: 50) }
                _ = await both { try await $0.deadEvents(of: lane, after: nil, limit: 50) }
            }
        }
        #expect(try await store.check().map(\.message) == [])
        await store.close()
    }
}
