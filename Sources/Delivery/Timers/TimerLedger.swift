import JSONCodec
public import MeridianCore
public import Persistence

/// Where it is kept when each timer was fired, so that it is fired once for each moment, by whoever, across restarts.
public struct TimerLedger: Sendable {
    private static let prefix = "timers/"

    private let documents: any DocumentStore

    public init(_ documents: any DocumentStore) {
        self.documents = documents
    }

    /// - Returns: `nil` when the timer never was seen.
    public func record(of timer: TimerID) async throws -> TimerRecord? {
        try await read(timer)?.record
    }

    /// Forgets the timers of a service.
    public func remove(_ service: ServiceName) async throws {
        let keys = try await documents.list(prefix: "\(Self.prefix)\(service)/").documents.map(\.key)
        if !keys.isEmpty { try await documents.commit(keys.map { .remove($0) }) }
    }

    func read(_ timer: TimerID) async throws -> (record: TimerRecord, revision: Revision)? {
        guard let document = try await documents.get(key(timer)) else { return nil }
        return (try JSON.decode(TimerRecord.self, from: document.value), document.revision)
    }

    /// - Parameter revision: Of the record that this one replaces; `nil` when there was none.
    /// - Throws: ``MeridianCore/ErrorCode/documentConflict`` when another wrote it meanwhile.
    func write(_ record: TimerRecord, of timer: TimerID, over revision: Revision?) async throws -> Revision {
        let condition = revision.map(DocumentCondition.revision) ?? .absent
        return try await documents.commit([.put(key(timer), JSON.encodeSorted(record), if: condition)])
    }

    private func key(_ timer: TimerID) -> DocumentKey {
        // Names of services and functions are parts of keys by their rules.
        DocumentKey("\(Self.prefix)\(timer.service)/\(timer.function)/\(timer.trigger)")!
    }
}
