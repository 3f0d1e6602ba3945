import MeridianCore
import NIOCore
import Testing

@testable import Persistence

/// SQLite is told that files have no more pages than so many, which is what it says of a full disk.
@Suite("Stores on a full disk")
struct FullDiskTests {
    @Test("keep the documents they have, and take others when there is room")
    func documents() async throws {
        let directory = try TemporaryDirectory()
        let path = directory("documents.sqlite")
        var store = try SQLiteDocumentStore(path: path, historyLimit: 10, maximumPages: 40)
        var kept: [DocumentKey] = []
        var refusal: MeridianError?
        while refusal == nil {
            let key = DocumentKey("k\(kept.count)")!
            do {
                try await store.commit([.put(key, ByteBuffer(repeating: 1, count: 10_000))])
                kept.append(key)
            } catch {
                refusal = error as? MeridianError
                try #require(refusal != nil)
            }
        }
        #expect(refusal?.code == .storeFull)
        #expect(refusal?.message.contains(path) == true)
        #expect(!kept.isEmpty)
        #expect(try await store.list(prefix: "").documents.count == kept.count)
        #expect(try await store.revision() == Revision(Int64(kept.count)))
        await store.close()
        store = try SQLiteDocumentStore(path: path)
        #expect(try await store.check().isEmpty)
        #expect(
            try await store.commit([.put("more", ByteBuffer(repeating: 1, count: 10_000))])
                == Revision(Int64(kept.count + 1)))
        await store.close()
    }

    @Test("take the small events of a group of which one is too large")
    func events() async throws {
        let directory = try TemporaryDirectory()
        let queue = try SQLiteEventQueue(
            path: directory("queue.sqlite"), limits: EventQueueLimits(), maximumPages: 60, clock: { .now })
        let results = await withTaskGroup(of: (Int, ErrorCode?).self) { group in
            for number in 0..<20 {
                group.addTask {
                    let size = number == 3 ? 900_000 : 100
                    do {
                        try await queue.enqueue([
                            NewEvent(lane: "f", payload: ByteBuffer(repeating: 1, count: size))
                        ])
                        return (number, nil)
                    } catch {
                        return (number, (error as? MeridianError)?.code)
                    }
                }
            }
            return await group.reduce(into: [Int: ErrorCode]()) { $0[$1.0] = $1.1 }
        }
        #expect(results == [3: .storeFull])
        #expect(try await queue.depth(of: "f") == 19)
        #expect(try await queue.check().isEmpty)
        for leased in try await queue.lease(from: "f", limit: 100, for: .seconds(9)) {
            try await queue.finish(leased.lease)
        }
        #expect(try await queue.depth(of: "f") == 0)
        await queue.close()
    }
}
