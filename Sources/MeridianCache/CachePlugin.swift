public import Meridian

/// A ``Cache`` in the memory of the process, to be injected.
///
/// - `cache.maxEntries` (number, default 10000): the most values.
/// - `cache.maxBytes` (number, default 67108864): the most bytes of keys and values.
/// - `cache.timeToLive` (duration, default `10m`): how long a value lives when nothing else is said; 0 for as long as
///   there is room.
/// - `cache.prefix` (text): what every key begins with.
public struct CachePlugin: Plugin {
    public init() {}

    public var configuration: Configuration { Cache.defaults }

    public func configure(_ app: inout AppSetup) throws {
        app.providers.singleton(as: (any CacheStore).self) { (configuration: Configuration) -> any CacheStore in
            MemoryStore(
                maxEntries: try Cache.size("cache.maxEntries", configuration),
                maxBytes: try Cache.size("cache.maxBytes", configuration))
        }
        Cache.provide(&app.providers)
    }
}

extension Cache {
    /// The settings of every plug-in that provides a cache.
    package static let defaults: Configuration = [
        "cache": ["maxEntries": 10_000, "maxBytes": 67_108_864, "timeToLive": "10m", "prefix": ""]
    ]

    /// Provides a cache over the store that is provided.
    package static func provide(_ providers: inout Providers) {
        providers.singleton { (store: any CacheStore, configuration: Configuration) in
            let time: Duration? = try configuration.value("cache.timeToLive")
            return Cache(
                store, for: time == .zero ? nil : time, prefix: try configuration.value("cache.prefix") ?? "")
        }
    }

    static func size(_ key: String, _ configuration: Configuration) throws(MeridianError) -> Int {
        guard let size: Int = try configuration.value(key), size > 0 else {
            throw MeridianError(.invalidCacheSetting, "'\(key)' must be a whole number above 0")
        }
        return size
    }
}
