public import Meridian
import MeridianCache

/// A ``RedisClient``, to be injected.
///
/// - `redis.address` (text, default `127.0.0.1:6379`): `HOST:PORT` or `unix:PATH`.
/// - `redis.username`, `redis.password` (text).
/// - `redis.database` (number, default 0).
/// - `redis.connectTimeout`, `redis.timeout` (duration, default `5s`), `redis.maxPending` (number, default 10000): see
///   ``RedisSettings``.
///
/// The app does not start when the server can't be reached.
public struct RedisPlugin: Plugin {
    @Inject private var redis: RedisClient

    public init() {}

    public var configuration: Configuration {
        [
            "redis": [
                "address": "127.0.0.1:6379", "database": 0, "connectTimeout": "5s", "timeout": "5s",
                "maxPending": 10_000,
            ]
        ]
    }

    public func configure(_ app: inout AppSetup) throws {
        app.providers.singleton { (configuration: Configuration) in
            RedisClient(try RedisSettings(configuration))
        } destroy: { redis in
            redis.close()
        }
    }

    public func start() async throws {
        try await redis.send(RedisCommand("PING"))
    }
}

/// A ``Cache`` in Redis, to be injected, in the place of ``CachePlugin``. Its settings are `cache.timeToLive` and
/// `cache.prefix`.
public struct RedisCachePlugin: Plugin {
    public init() {}

    public var dependencies: [any Plugin.Type] { [RedisPlugin.self] }

    public var configuration: Configuration { Cache.defaults }

    public func configure(_ app: inout AppSetup) throws {
        app.providers.singleton(as: (any CacheStore).self) { (redis: RedisClient) in RedisStore(redis) }
        Cache.provide(&app.providers)
    }
}
