import JSONCodec
public import MeridianCore
public import Persistence
import Synchronization

/// The settings of all functions, kept in documents and held in memory.
public final class DeliverySettingsStore: Sendable {
    private static let prefix = "delivery/"

    private let documents: any DocumentStore
    private let settings = Mutex<[DocumentKey: DeliverySettings]>([:])

    public init(_ documents: any DocumentStore) {
        self.documents = documents
    }

    /// Reads what is kept.
    /// - Returns: What can't be read; it is left out.
    public func load() async throws -> [MeridianError] {
        try await documents.readAll(prefix: Self.prefix) { document in
            let value = try JSON.decode(DeliverySettings.self, from: document.value)
            settings.withLock { $0[document.key] = value }
            return true
        }
    }

    /// Those of a function; empty ones when nothing was said.
    public func settings(of function: FunctionName, in service: ServiceName) -> DeliverySettings {
        let key = key(service, function)
        return settings.withLock { $0[key] } ?? DeliverySettings()
    }

    /// - Throws: ``MeridianCore/ErrorCode/badDeliverySettings``.
    public func set(_ new: DeliverySettings, of function: FunctionName, in service: ServiceName) async throws {
        try new.check()
        let key = key(service, function)
        try await documents.commit([.put(key, JSON.encodeSorted(new))])
        settings.withLock { $0[key] = new }
    }

    /// Forgets those of a service.
    public func remove(_ service: ServiceName) async throws {
        let prefix = "\(Self.prefix)\(service)/"
        let keys = try await documents.list(prefix: prefix).documents.map(\.key)
        guard !keys.isEmpty else { return }
        try await documents.commit(keys.map { .remove($0) })
        settings.withLock { settings in
            for key in keys { settings[key] = nil }
        }
    }

    private func key(_ service: ServiceName, _ function: FunctionName) -> DocumentKey {
        // Names of services and functions are parts of keys by their rules.
        DocumentKey("\(Self.prefix)\(service)/\(function)")!
    }
}
