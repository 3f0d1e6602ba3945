import Meridian
public import MeridianCache
public import NIOCore

/// Keeps the values of a ``Cache`` in Redis, for all processes that share it.
public struct RedisStore: CacheStore {
    private static let counting = RedisScript(
        """
        local isNew = redis.call('EXISTS', KEYS[1]) == 0
        redis.call('INCRBY', KEYS[1], ARGV[1])
        if isNew and ARGV[2] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
        return redis.call('GET', KEYS[1])
        """)

    private let redis: RedisClient

    public init(_ redis: RedisClient) {
        self.redis = redis
    }

    public func get(_ key: String) async throws -> ByteBuffer? { try await redis.get(key) }

    public func set(_ key: String, _ value: ByteBuffer, for time: Duration?) async throws {
        if let time, time <= .zero {
            try await redis.delete(key)
        } else {
            try await redis.set(key, value, for: time)
        }
    }

    public func delete(_ key: String) async throws -> Bool { try await redis.delete([key]) == 1 }

    public func deleteAll(prefix: String) async throws {
        try await redis.scan(RedisClient.escapePattern(prefix) + "*") { keys in
            try await redis.send(RedisCommand("UNLINK", keys))
        }
    }

    public func increment(_ key: String, by amount: Int64, for time: Duration?) async throws -> Int64 {
        let time = time.map { String(max(1, $0.milliseconds)) } ?? ""
        do {
            let answer = try await redis.run(Self.counting, keys: [key], arguments: [amount, time])
            guard let sum = answer.text.flatMap({ Int64($0) }) else { throw RedisClient.unexpected("INCRBY") }
            return sum
        } catch let error as MeridianError where error.code == .redisRefused {
            guard error.message.contains("not an integer") || error.message.contains("overflow") else { throw error }
            throw MeridianError(
                .cacheValueNoNumber, "what the key '\(key)' holds is no whole number, or the sum is too large")
        }
    }
}
