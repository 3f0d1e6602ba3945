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
    func load() async throws -> [MeridianError] {
        try await documents.readAll(prefix: Self.prefix) { document in
            guard let name = ServiceName(String(document.key.rawValue.dropFirst(Self.prefix.count))) else {
                return false
            }
            let record = try ControlJSON.decode(LambdaRecord.self, from: document.value)
            records.withLock { $0[name] = record }
            return true
        }
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
