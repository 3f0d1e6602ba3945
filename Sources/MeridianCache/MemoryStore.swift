import Meridian
public import NIOCore
import Synchronization

/// Keeps values in the memory of this process, as many as there is room for.
///
/// What is asked for once gives way before what is asked for again (S3-FIFO), so that a scan does not empty the cache.
public final class MemoryStore: CacheStore {
    private let entries: Mutex<MemoryEntries>
    /// The time since the store was made.
    private let now: @Sendable () -> Duration

    /// - Parameters:
    ///   - maxEntries: The most values.
    ///   - maxBytes: The most bytes of keys, values and what surrounds them.
    ///   - clock: What values expire by.
    public init<Time: Clock>(
        maxEntries: Int = 10_000, maxBytes: Int = 64 << 20, clock: Time = ContinuousClock()
    ) where Time.Duration == Duration {
        let start = clock.now
        now = { start.duration(to: clock.now) }
        entries = Mutex(MemoryEntries(maxEntries: max(1, maxEntries), maxBytes: max(1, maxBytes)))
    }

    /// How many values there are, with those whose time is over and nobody has noticed.
    public var count: Int { entries.withLock { $0.count } }

    public func get(_ key: String) -> ByteBuffer? {
        let now = now()
        return entries.withLock { $0.get(key, now) }
    }

    public func set(_ key: String, _ value: ByteBuffer, for time: Duration?) {
        let now = now()
        // A slice would keep the whole of its buffer.
        let value = ByteBuffer(bytes: value.readableBytesView)
        entries.withLock { $0.set(key, value, expiry: time.map { now + $0 }, now) }
    }

    public func delete(_ key: String) -> Bool {
        let now = now()
        return entries.withLock { entries in
            let isThere = entries.get(key, now) != nil
            entries.remove(key)
            return isThere
        }
    }

    public func deleteAll(prefix: String) {
        entries.withLock { $0.removeAll { $0.hasPrefix(prefix) } }
    }

    public func increment(_ key: String, by amount: Int64, for time: Duration?) throws -> Int64 {
        let now = now()
        return try entries.withLock { entries in
            let (old, expiry) = entries.entry(key, now) ?? (ByteBuffer(string: "0"), time.map { now + $0 })
            guard let number = Int64(String(buffer: old)),
                case let (sum, false) = number.addingReportingOverflow(amount)
            else {
                throw MeridianError(
                    .cacheValueNoNumber, "what the key '\(key)' holds is no whole number, or the sum is too large")
            }
            entries.set(key, ByteBuffer(string: String(sum)), expiry: expiry, now)
            return sum
        }
    }
}
