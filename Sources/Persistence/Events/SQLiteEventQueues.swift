import Dispatch
public import MeridianCore
import Synchronization

/// Queues in a directory, an SQLite file for each service, opened when it is first asked for.
public final class SQLiteEventQueues: EventQueues {
    private struct State {
        var queues: [ServiceName: SQLiteEventQueue] = [:]
        var isClosed = false
    }

    let directory: String
    private let limits: EventQueueLimits
    private let clock: @Sendable () -> Timestamp
    private let state = Mutex(State())

    private static let suffix = ".sqlite"

    /// Makes the directory if need be; blocks.
    /// - Parameter clock: Tells the time.
    /// - Throws: ``MeridianCore/ErrorCode/storeUnusable``.
    public init(
        directory: String, limits: EventQueueLimits = EventQueueLimits(),
        clock: @escaping @Sendable () -> Timestamp = { .now }
    ) throws(MeridianError) {
        try FileSystem.makeDirectory(directory)
        self.directory = directory
        self.limits = limits
        self.clock = clock
    }

    public func queue(of service: ServiceName) async throws -> any EventQueue {
        try open(service)
    }

    func open(_ service: ServiceName) throws(MeridianError) -> SQLiteEventQueue {
        // Opening takes a few milliseconds, once for each service.
        try state.withLock { state throws(MeridianError) in
            guard !state.isClosed else { throw SQLiteFailure.closed(directory) }
            if let queue = state.queues[service] { return queue }
            let queue = try SQLiteEventQueue(path: path(of: service), limits: limits, clock: clock)
            state.queues[service] = queue
            return queue
        }
    }

    public func services() async throws -> [ServiceName] {
        try FileSystem.names(in: directory).filter { $0.hasSuffix(Self.suffix) }.compactMap {
            ServiceName(String($0.dropLast(Self.suffix.count)))
        }.sorted { $0.rawValue < $1.rawValue }
    }

    public func remove(_ service: ServiceName) async throws {
        await state.withLock { $0.queues.removeValue(forKey: service) }?.close()
        let path = path(of: service)
        // The database first: a log without its database is passed over.
        for suffix in ["", "-wal", "-shm", ".lock"] { try FileSystem.remove(path + suffix) }
        try FileSystem.synchronizeDirectory(directory)
    }

    public func close() async {
        let queues = state.withLock { state in
            state.isClosed = true
            defer { state.queues = [:] }
            return state.queues.values.map(\.self)
        }
        for queue in queues { await queue.close() }
    }

    private func path(of service: ServiceName) -> String { "\(directory)/\(service)\(Self.suffix)" }
}
