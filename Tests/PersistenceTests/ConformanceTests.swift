import Persistence
import PersistenceChecks
import Testing

@Suite("Stores do what every store must", .timeLimit(.minutes(2)))
struct ConformanceTests {
    @Test("documents in memory", arguments: DocumentChecks.all)
    func documentsInMemory(_ check: DocumentChecks.Check) async throws {
        try await check.run(MemoryDocumentStore(historyLimit: DocumentChecks.historyLimit))
    }

    @Test("documents in SQLite", arguments: DocumentChecks.all)
    func documentsInSQLite(_ check: DocumentChecks.Check) async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDocumentStore(
            path: directory("documents.sqlite"), historyLimit: DocumentChecks.historyLimit)
        try await check.run(store)
        await store.close()
    }

    @Test("blobs in memory", arguments: BlobChecks.all)
    func blobsInMemory(_ check: BlobChecks.Check) async throws {
        try await check.run(MemoryBlobStore())
    }

    @Test("blobs in a directory", arguments: BlobChecks.all)
    func blobsInDirectory(_ check: BlobChecks.Check) async throws {
        let directory = try TemporaryDirectory()
        try await check.run(DirectoryBlobStore(directory: directory("blobs")))
    }

    @Test("events in memory", arguments: EventChecks.all)
    func eventsInMemory(_ check: EventChecks.Check) async throws {
        let clock = ManualClock()
        let queue = MemoryEventQueue(limits: EventQueueFixture.limits) { clock.now }
        try await check.run(EventQueueFixture(queue, clock))
    }

    @Test("events in SQLite", arguments: EventChecks.all)
    func eventsInSQLite(_ check: EventChecks.Check) async throws {
        let directory = try TemporaryDirectory()
        let clock = ManualClock()
        let queue = try SQLiteEventQueue(path: directory("queue.sqlite"), limits: EventQueueFixture.limits) {
            clock.now
        }
        try await check.run(EventQueueFixture(queue, clock))
        await queue.close()
    }
}
