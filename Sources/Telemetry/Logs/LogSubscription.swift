import Synchronization

/// A count that both ends of a subscription share.
final class DropCount: Sendable {
    private let value = Atomic<Int>(0)

    func increment() { value.wrappingAdd(1, ordering: .relaxed) }

    var current: Int { value.load(ordering: .relaxed) }
}

/// Log lines as they come. Ending the iteration, or letting go of the stream, ends the subscription.
public struct LogSubscription: Sendable {
    public let entries: AsyncStream<LogEntry>
    let drops: DropCount

    /// Lines that this subscriber was too slow for.
    public var dropped: Int { drops.current }
}

extension LogStore {
    /// Follows the log.
    /// - Parameters:
    ///   - filter: Which lines are wanted.
    ///   - replay: How many lines of the past come first; none is missed or doubled between them and the new ones.
    ///   - capacity: How many lines wait for a slow reader; beyond it the oldest are dropped and counted.
    public func subscribe(
        _ filter: LogFilter = LogFilter(), replay: Int = 0, capacity: Int = 1_024
    ) -> LogSubscription {
        let (entries, continuation) = AsyncStream.makeStream(
            of: LogEntry.self, bufferingPolicy: .bufferingNewest(max(capacity, replay)))
        let drops = DropCount()
        let number = state.withLock { state in
            for entry in replay > 0 ? state.recent(filter, limit: replay) : [] { continuation.yield(entry) }
            let number = state.nextSubscriber
            state.nextSubscriber += 1
            state.subscribers[number] = Subscriber(filter: filter, continuation: continuation, dropped: drops)
            return number
        }
        continuation.onTermination = { [weak self] _ in
            // Let go of outside the lock: a stream's end may run code of its own.
            let gone = self?.state.withLock { $0.subscribers.removeValue(forKey: number) }
            _ = gone
        }
        return LogSubscription(entries: entries, drops: drops)
    }

    /// How many follow the log now.
    public var subscriberCount: Int {
        state.withLock { $0.subscribers.count }
    }
}
