/// A part of an app that others can use too: a database, a cache, pages about the functions.
///
/// A plug-in is a value of a type of its own, usually in a package target of its own:
///
/// ```swift
/// public struct CachePlugin: Plugin {
///     @Config("cache.capacity") var capacity: Int
///     @Inject var cache: Cache
///
///     public init() {}
///
///     public var configuration: Configuration { ["cache.capacity": 10_000] }
///
///     public func configure(_ app: inout AppSetup) {
///         app.providers.singleton { (configuration: Configuration) in
///             Cache(capacity: try configuration.value("cache.capacity") ?? 0)
///         }
///     }
///
///     public func ready() async throws { await cache.warm() }
/// }
/// ```
/// All of it happens in the order of dependencies: `configure` while the app is set up, also when it only says what it
/// declares; `start` before the first request, when configuration and objects are there; `ready` once requests are
/// taken; `stop`, in reverse order, after the last one.
public protocol Plugin: Sendable {
    /// How messages and the timeline call it.
    var name: String { get }

    /// Plug-ins that must be there and are configured and started before this one.
    var dependencies: [any Plugin.Type] { get }

    /// Settings that count unless the app, a source or the environment say otherwise.
    var configuration: Configuration { get }

    /// Adds providers, middleware and functions to the app. Must have no effect outside of it.
    func configure(_ app: inout AppSetup) throws

    func start() async throws

    func ready() async throws

    func stop() async throws
}

extension Plugin {
    public var name: String { String(describing: Self.self) }

    public var dependencies: [any Plugin.Type] { [] }

    public var configuration: Configuration { Configuration() }

    public func configure(_ app: inout AppSetup) throws {}

    public func start() async throws {}

    public func ready() async throws {}

    public func stop() async throws {}
}
