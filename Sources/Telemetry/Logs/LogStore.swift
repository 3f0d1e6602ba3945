public import MeridianCore
import Synchronization

/// The last log lines of every service, in memory.
///
/// ``append(_:)`` never waits for a reader: each service has a bounded ring, each subscriber a bounded buffer, and
/// what does not fit is dropped and counted.
public final class LogStore: Sendable {
    public struct Limits: Sendable {
        /// The most lines kept of one service.
        public var entriesPerService: Int
        /// The most memory for the lines of one service, in bytes.
        public var bytesPerService: Int
        /// The most memory for all lines, in bytes. Beyond it, a service that logs gives up its own oldest lines.
        public var totalBytes: Int
        /// The longest message, in bytes; the rest of a longer one is cut.
        public var messageBytes: Int

        public init(
            entriesPerService: Int = 2_000, bytesPerService: Int = 1 << 20, totalBytes: Int = 32 << 20,
            messageBytes: Int = 16 << 10
        ) {
            self.entriesPerService = entriesPerService
            self.bytesPerService = bytesPerService
            self.totalBytes = totalBytes
            self.messageBytes = messageBytes
        }
    }

    struct Subscriber {
        let filter: LogFilter
        let continuation: AsyncStream<LogEntry>.Continuation
        let dropped: DropCount
    }

    struct State {
        var rings: [ServiceName?: LogRing] = [:]
        var totalWeight = 0
        var evicted: [ServiceName?: Int] = [:]
        var subscribers: [Int: Subscriber] = [:]
        var nextSubscriber = 0
        var archive: (@Sendable (LogEntry) -> Void)?
    }

    let limits: Limits
    let state = Mutex(State())

    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Keeps a line and hands it to whoever follows. Callable from any thread, event loops included.
    public func append(_ entry: LogEntry) {
        var entry = entry
        if entry.message.utf8.count > limits.messageBytes {
            entry.message = String(decoding: entry.message.utf8.prefix(limits.messageBytes), as: UTF8.self) + " …"
        }
        state.withLock { state in
            state.keep(entry, within: limits)
            state.archive?(entry)
            for subscriber in state.subscribers.values where subscriber.filter.matches(entry) {
                if case .dropped = subscriber.continuation.yield(entry) { subscriber.dropped.increment() }
            }
        }
    }

    /// Hands every line to whoever keeps them longer. It is called with the store's lock and must not wait.
    public func archive(to archive: @escaping @Sendable (LogEntry) -> Void) {
        state.withLock { $0.archive = archive }
    }

    /// The newest lines that match, oldest first.
    /// - Parameter limit: The most lines.
    public func recent(_ filter: LogFilter = LogFilter(), limit: Int = 200) -> [LogEntry] {
        state.withLock { $0.recent(filter, limit: limit) }
    }

    /// How many lines of a service (`nil`: of the platform itself) were given up to stay within the limits.
    public func evicted(service: ServiceName?) -> Int {
        state.withLock { $0.evicted[service] ?? 0 }
    }

    /// Forgets the lines of a service that is no more.
    public func forget(service: ServiceName) {
        state.withLock { state in
            state.totalWeight -= state.rings.removeValue(forKey: service)?.weight ?? 0
            state.evicted[service] = nil
        }
    }
}

extension LogStore.State {
    mutating func keep(_ entry: LogEntry, within limits: LogStore.Limits) {
        let service = entry.service
        var lost = 0
        totalWeight += rings[service, default: LogRing()].append(
            entry, entries: limits.entriesPerService, bytes: limits.bytesPerService,
            freeing: max(0, totalWeight - limits.totalBytes), lost: &lost)
        if lost > 0 { evicted[service, default: 0] += lost }
    }

    func recent(_ filter: LogFilter, limit: Int) -> [LogEntry] {
        if let service = filter.service {
            return rings[service]?.last(limit, where: filter.matches) ?? []
        }
        let found = rings.values.flatMap { $0.last(limit, where: filter.matches) }
        return Array(found.sorted { $0.time < $1.time }.suffix(limit))
    }
}

extension LogRing {
    /// Adds an entry after making room for it.
    /// - Parameter freeing: Bytes to give up beyond the ring's own limits.
    /// - Returns: By how much the ring grew or (below zero) shrank, in bytes.
    fileprivate mutating func append(
        _ entry: LogEntry, entries: Int, bytes: Int, freeing: Int, lost: inout Int
    ) -> Int {
        let before = weight
        let target = min(bytes, freeing > 0 ? max(0, before - freeing) : bytes)
        while count > 0 && (count >= entries || weight + entry.weight > target) {
            removeFirst()
            lost += 1
        }
        append(entry)
        return weight - before
    }
}
