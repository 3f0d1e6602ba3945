import MeridianCore
import Persistence
import Synchronization

/// The records of all functions that were made by the Lambda-compatible API, kept in documents and held in memory.
final class LambdaRecords: Sendable {
    private static let prefix = "lambda/"

    private let documents: any DocumentStore
    private let records = Mutex<[ServiceName: LambdaRecord]>([:])

    /// ``load()`` follows.
    init(documents: any DocumentStore) {
        self.documents = documents
    }

    /// - Returns: What can't be read; such a function is as one that was deployed otherwise.
    func load() async throws -> [String] {
        var problems: [String] = []
        var after: DocumentKey?
        repeat {
            let page = try await documents.list(prefix: Self.prefix, after: after, limit: DocumentLimits.page)
            problems += page.damaged.map { "'\($0)' is damaged" }
            for document in page.documents {
                let name = ServiceName(String(document.key.rawValue.dropFirst(Self.prefix.count)))
                guard let name, let record = try? ControlJSON.decode(LambdaRecord.self, from: document.value) else {
                    problems.append("'\(document.key)' can't be read")
                    continue
                }
                records.withLock { $0[name] = record }
            }
            after = page.next
        } while after != nil
        return problems
    }

    /// `nil` for a service that was deployed otherwise.
    subscript(name: ServiceName) -> LambdaRecord? { records.withLock { $0[name] } }

    var all: [ServiceName: LambdaRecord] { records.withLock { $0 } }

    var hasProvisions: Bool { records.withLock { $0.values.contains { !$0.provisions.isEmpty } } }

    /// Keeps what `edit` makes of a record, an empty one when there is none.
    @discardableResult
    func change(_ name: ServiceName, _ edit: (inout LambdaRecord) throws -> Void) async throws -> LambdaRecord {
        var record = self[name] ?? LambdaRecord()
        try edit(&record)
        try await documents.commit([.put(Self.key(name), try ControlJSON.encode(record))])
        records.withLock { $0[name] = record }
        return record
    }

    func remove(_ name: ServiceName) async throws {
        guard self[name] != nil else { return }
        try await documents.commit([.remove(Self.key(name))])
        records.withLock { $0[name] = nil }
    }

    private static func key(_ name: ServiceName) -> DocumentKey {
        // The name of a service is a part of keys by its rule.
        DocumentKey(prefix + name.rawValue)!
    }
}
