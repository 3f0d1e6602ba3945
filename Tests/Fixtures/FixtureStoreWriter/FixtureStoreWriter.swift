import Foundation
import MeridianCore
import NIOCore
import Persistence

/// `FixtureStoreWriter DIRECTORY`: writes to the stores in a directory as fast as it can, until it is killed, and says on
/// its standard output what was acknowledged, a line at a time:
///
///     document TASK NUMBER   both documents of the task hold the number
///     accepted EVENT         the event is queued
///     settling EVENT         the event is about to be finished
///     finished EVENT
///     blob DIGEST
@main
struct FixtureStoreWriter {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else { exit(64) }
        let stores = try EmbeddedStores(directory: CommandLine.arguments[1])
        let queue = try await stores.queues.queue(of: ServiceName("shop")!)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<4 { group.addTask { try await writeDocuments(stores.documents, task) } }
            for _ in 0..<4 { group.addTask { try await enqueue(queue) } }
            for _ in 0..<2 { group.addTask { try await settle(queue) } }
            group.addTask { try await storeBlobs(stores.blobs) }
            try await group.waitForAll()
        }
    }

    private static func say(_ line: String) {
        // One write each: what a reader gets of a killed process is whole lines, and perhaps a part of one at the end.
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    private static func writeDocuments(_ store: SQLiteDocumentStore, _ task: Int) async throws {
        let keys = (DocumentKey("tasks/\(task)/left")!, DocumentKey("tasks/\(task)/right")!)
        let last = try await store.get(keys.0).flatMap { Int(String(buffer: $0.value)) } ?? 0
        for number in (last + 1)... {
            let value = ByteBuffer(string: "\(number)")
            try await store.commit([.put(keys.0, value), .put(keys.1, value)])
            say("document \(task) \(number)")
        }
    }

    private static func enqueue(_ queue: any EventQueue) async throws {
        for number in 0... {
            let key = number % 3 == 0 ? "key" : nil
            let receipt = try await queue.enqueue(
                NewEvent(lane: "f", payload: ByteBuffer(string: "\(number)"), orderingKey: key))
            say("accepted \(receipt.id)")
        }
    }

    private static func settle(_ queue: any EventQueue) async throws {
        while true {
            for leased in try await queue.lease(from: "f", limit: 5, for: .seconds(1), waiting: .seconds(1)) {
                say("settling \(leased.event.id)")
                guard try await queue.settle([EventSettlement(leased.lease, .finished)])[0] else { continue }
                say("finished \(leased.event.id)")
            }
        }
    }

    private static func storeBlobs(_ store: DirectoryBlobStore) async throws {
        while true {
            let noise = (0..<Int.random(in: 0...200_000)).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
            let blob = try await store.put(ByteBuffer(bytes: noise))
            say("blob \(blob.digest)")
        }
    }
}
