import JSONCodec
import Meridian

/// Values that are dear to compute, kept for a while.
///
/// ```swift
/// @Inject var cache: Cache
///
/// let price: Price = try await cache.value("price:\(id)", for: .seconds(60)) { try await prices.price(id) }
/// ```
/// Values are kept as JSON. One that can't be read as its type any more, since the type has changed, counts as missing.
public struct Cache: Sendable {
    /// What every key of this cache begins with.
    public let prefix: String
    private let store: any CacheStore
    private let time: Duration?
    private let flights: SingleFlight

    /// - Parameters:
    ///   - store: Where values are kept.
    ///   - time: How long a value lives when nothing else is said; `nil` for as long as there is room.
    ///   - prefix: What every key begins with, to share a store.
    public init(_ store: any CacheStore, for time: Duration? = nil, prefix: String = "") {
        self.init(store, time, prefix, SingleFlight())
    }

    private init(_ store: any CacheStore, _ time: Duration?, _ prefix: String, _ flights: SingleFlight) {
        self.store = store
        self.time = time
        self.prefix = prefix
        self.flights = flights
    }

    /// A part of the cache whose keys begin with a name and a colon; ``clear()`` on it deletes no others.
    public func namespace(_ name: String) -> Cache {
        Cache(store, time, prefix + name + ":", flights)
    }

    /// A value; `nil` when it is missing.
    /// - Throws: ``ErrorCode/cacheUnavailable``.
    public func get<Value: Decodable>(_ key: String, as type: Value.Type = Value.self) async throws -> Value? {
        guard let bytes = try await bytes(key) else { return nil }
        return try? JSON.decode(type, from: bytes)
    }

    /// Keeps a value.
    /// - Parameter time: How long; `nil` for what the cache was told.
    /// - Throws: ``ErrorCode/cacheUnavailable``, or what encoding throws.
    public func set(_ key: String, _ value: some Encodable, for time: Duration? = nil) async throws {
        try await set(key, bytes: JSON.encode(value), for: time)
    }

    /// Forgets a value.
    /// - Returns: Whether there was one.
    /// - Throws: ``ErrorCode/cacheUnavailable``.
    @discardableResult
    public func delete(_ key: String) async throws -> Bool {
        try await reaching { try await store.delete(prefix + key) }
    }

    /// Forgets every value of this cache: all keys that begin with its prefix.
    /// - Throws: ``ErrorCode/cacheUnavailable``.
    public func clear() async throws {
        try await reaching { try await store.deleteAll(prefix: prefix) }
    }

    /// Adds to a number in one step, whoever else does; a missing one counts as 0.
    /// - Parameters:
    ///   - amount: May be negative.
    ///   - time: How long the number lives from its first counting.
    /// - Returns: The sum.
    /// - Throws: ``ErrorCode/cacheUnavailable``, ``ErrorCode/cacheValueNoNumber``.
    @discardableResult
    public func increment(_ key: String, by amount: Int64 = 1, for time: Duration? = nil) async throws -> Int64 {
        try await reaching { try await store.increment(prefix + key, by: amount, for: time ?? self.time) }
    }

    /// A value, computed when it is missing. Of many callers of this process who miss it at once, one computes and the
    /// others wait for the result, each until it is cancelled. When the store fails, the value is computed.
    /// - Parameters:
    ///   - time: How long it is kept; `nil` for what the cache was told.
    ///   - compute: An error goes to everyone who waits and is not kept.
    public func value<Value: Codable & SendableMetatype>(
        _ key: String, for time: Duration? = nil, compute: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let landings = flights.landings
        if let (_, value) = await stored(key, as: Value.self) { return value }
        try Task.checkCancellation()
        let bytes = try await flights.run(prefix + key) { [self] in
            // Another caller's value may have come since this one looked.
            if flights.landings != landings, let (bytes, _) = await stored(key, as: Value.self) { return bytes }
            let bytes = try JSON.encode(await compute())
            try? await set(key, bytes: bytes, for: time)
            return bytes
        }
        return try JSON.decode(Value.self, from: bytes)
    }

    /// What is kept and can be read as its type; `nil` also when the store fails.
    private func stored<Value: Decodable>(_ key: String, as type: Value.Type) async -> (ByteBuffer, Value)? {
        guard let bytes = try? await bytes(key), let value = try? JSON.decode(type, from: bytes) else { return nil }
        return (bytes, value)
    }

    // MARK: Bytes

    /// A value as it is kept.
    func bytes(_ key: String) async throws -> ByteBuffer? {
        try await reaching { try await store.get(prefix + key) }
    }

    func set(_ key: String, bytes: ByteBuffer, for time: Duration?) async throws {
        try await reaching { try await store.set(prefix + key, bytes, for: time ?? self.time) }
    }

    private func reaching<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch let error as MeridianError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw MeridianError(.cacheUnavailable, "the store of the cache failed", status: 503, cause: error)
        }
    }
}
