import NIOCore
import Persistence

/// Writers that commit a document of 1 KiB each, with a condition, one commit after the other.
struct DocumentLoad {
    let store: SQLiteDocumentStore
    let writers: Int
    let time: Duration

    func run() async throws {
        let latencies = Latencies()
        let begin = ContinuousClock.now
        let end = begin + time
        let value = ByteBuffer(repeating: 7, count: 1_024)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask { [store] in
                    let key = DocumentKey("writers/\(writer)")!
                    var condition = DocumentCondition.absent
                    while ContinuousClock.now < end {
                        let revision = try await latencies.measure {
                            try await store.commit([.put(key, value, if: condition)])
                        }
                        condition = .revision(revision)
                    }
                }
            }
            try await group.waitForAll()
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        BenchPersistence.report("documents, \(writers) writers", Double(latencies.count) / seconds, "commits/s")
        BenchPersistence.report("documents, \(writers) writers, p99", latencies.quantile(0.99), "ms")
    }
}
