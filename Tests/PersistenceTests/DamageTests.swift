import Foundation
import MeridianCore
import NIOCore
import PersistenceChecks
import TestSupport
import Testing

@testable import Persistence

@Suite("Stores that are damaged say so")
struct DamageTests {
    private func code(_ body: () async throws -> Void) async -> ErrorCode? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? MeridianError)?.code
        }
    }

    @Test("a document whose bytes have changed is not served, the others are, and it can be written anew")
    func document() async throws {
        let directory = try TemporaryDirectory()
        let path = directory("documents.sqlite")
        var store = try SQLiteDocumentStore(path: path)
        for name in ["a", "b", "c"] {
            try await store.commit([.put(DocumentKey(name)!, ByteBuffer(string: "value of \(name)"))])
        }
        await store.close()
        #expect(try Damage.overwrite("value of b", with: "value of B", in: path) > 0)
        store = try SQLiteDocumentStore(path: path)
        #expect(await code { _ = try await store.get("b") } == .storeDamaged)
        let page = try await store.list(prefix: "")
        #expect(page.documents.map(\.key) == ["a", "c"])
        #expect(page.damaged == ["b"])
        var watch = try await store.watch(prefix: "", after: .zero).makeAsyncIterator()
        #expect(await code { while try await watch.next() != nil {} } == .storeDamaged)
        #expect(try await store.check().map(\.code) == [.storeDamaged])
        try await store.commit([.put("b", ByteBuffer(string: "new"))])
        #expect(try await store.get("b")?.value == ByteBuffer(string: "new"))
        #expect(try await store.list(prefix: "").damaged == [])
        await store.close()
    }

    @Test("an event whose bytes have changed is put aside and does not stand in the way")
    func event() async throws {
        let directory = try TemporaryDirectory()
        let path = directory("queue.sqlite")
        var queue = try SQLiteEventQueue(path: path)
        for text in ["first", "second", "third", "fourth"] {
            try await queue.enqueue([
                NewEvent(
                    lane: "f", payload: ByteBuffer(string: text + " payload"),
                    orderingKey: text == "first" || text == "third" ? "k" : nil)
            ])
        }
        await queue.close()
        #expect(try Damage.overwrite("first payload", with: "First payload", in: path) > 0)
        queue = try SQLiteEventQueue(path: path)
        #expect(try await queue.check().map(\.code) == [.storeDamaged])
        #expect(try await queue.peek(at: "f", limit: 9).map(\.id.rawValue) == [2, 4])
        var texts: [String] = []
        for _ in 0..<2 {
            texts += try await queue.lease(from: "f", limit: 9, for: .seconds(60)).map {
                String(buffer: $0.event.payload)
            }
        }
        #expect(texts == ["second payload", "fourth payload", "third payload"])
        let dead = try await queue.deadEvents(of: "f", after: nil, limit: 9)
        #expect(dead.map(\.isDamaged) == [true])
        #expect(dead.first?.event.payload == ByteBuffer())
        #expect(dead.first?.reason.hasPrefix("MER-7304") == true)
        #expect(try await queue.redrive("f", nil) == 0)
        #expect(try await queue.purgeDead("f") == 1)
        #expect(try await queue.depth(of: "f") == 3)
        #expect(try await queue.check().isEmpty)
        await queue.close()
    }

    @Test("whatever byte is changed, no document is served that was never written", arguments: 0..<60)
    func anyByte(_ seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        let path = directory("documents.sqlite")
        var store = try SQLiteDocumentStore(path: path)
        let value = ByteBuffer(bytes: (0..<2_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
        for number in 0..<8 { try await store.commit([.put(DocumentKey("key\(number)")!, value)]) }
        await store.close()
        try Damage.flip(Int.random(in: 0..<Damage.size(of: path), using: &generator), in: path)
        do {
            store = try SQLiteDocumentStore(path: path)
            for number in 0..<8 {
                let document = try? await store.get(DocumentKey("key\(number)")!)
                if let document { #expect(document.value == value) }
            }
            if let page = try? await store.list(prefix: "") {
                for document in page.documents { #expect(document.value == value) }
            }
            let problems = (try? await store.check()) ?? []
            #expect(problems.allSatisfy { $0.code == .storeDamaged })
            await store.close()
        } catch {
            #expect([.storeDamaged, .storeTooNew, .storeUnusable].contains(error.code), "\(error)")
        }
    }

    @Test("a blob with a bit flipped is named and not served, until it is stored again")
    func blob() async throws {
        let directory = try TemporaryDirectory()
        let store = try DirectoryBlobStore(directory: directory("blobs"))
        let bytes = ByteBuffer(repeating: 1, count: 600_000)
        let digest = try await store.put(bytes).digest
        for offset in [0, 300_000, 599_999] {
            try Damage.flip(offset, in: store.path(of: digest))
            let error = await #expect(throws: MeridianError.self) { _ = try await store.read(digest) }
            #expect(error?.code == .damagedBlob)
            #expect(error?.message.contains(digest.rawValue) == true)
            #expect(await code { _ = try await store.verifiedPath(of: digest) } == .damagedBlob)
            #expect(try await store.check().map(\.code) == [.damagedBlob])
            try await store.put(bytes)
            #expect(try await store.collect(digest, limit: .max) == bytes)
        }
    }

    @Test("a blob that changes while it is read is not given out to its end")
    func blobWhileRead() async throws {
        let directory = try TemporaryDirectory()
        let store = try DirectoryBlobStore(directory: directory("blobs"))
        let digest = try await store.put(ByteBuffer(repeating: 1, count: 600_000)).digest
        var parts = try await store.read(digest).makeAsyncIterator()
        #expect(try await parts.next()?.readableBytes == DirectoryBlobStore.partSize)
        let handle = try FileHandle(forUpdating: URL(filePath: store.path(of: digest)))
        try handle.seek(toOffset: 300_000)
        try handle.write(contentsOf: Data([2]))
        try handle.close()
        #expect(await code { while try await parts.next() != nil {} } == .damagedBlob)
    }

    @Test("a file of something else, of a newer version or of another store is refused and left alone")
    func foreignFiles() async throws {
        let directory = try TemporaryDirectory()
        let text = directory("text")
        try Data(String(repeating: "no database ", count: 100).utf8).write(to: URL(filePath: text))
        #expect(await code { _ = try SQLiteDocumentStore(path: text) } == .storeDamaged)
        let queue = directory("queue.sqlite")
        await (try SQLiteEventQueue(path: queue)).close()
        #expect(await code { _ = try SQLiteDocumentStore(path: queue) } == .storeDamaged)
        await (try SQLiteEventQueue(path: queue)).close()
        let newer = SQLiteSchema(
            identifier: EventTables.schema.identifier, steps: EventTables.schema.steps + ["SELECT 1"])
        await (try SQLiteFile(queue, schema: newer)).close()
        #expect(await code { _ = try SQLiteEventQueue(path: queue) } == .storeTooNew)
    }
}
