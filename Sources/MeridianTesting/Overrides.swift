public import Meridian

/// What a test puts in the place of an app's own objects and settings.
///
/// ```swift
/// let app = try TestApp(Shop.self) {
///     $0.override(Catalog.self) { FakeCatalog() }
///     $0.override((any Store).self) { MemoryStore() }
///     $0.set("catalog.pageSize", 3)
/// }
/// ```
public struct Overrides {
    var app = AppOverrides()

    init() {}

    /// Makes an object in the place of its provider, whatever that would need; the scope stays the provider's.
    /// - Parameters:
    ///   - type: The type under which it is provided.
    ///   - make: Called once for a singleton, otherwise whenever one is needed.
    public mutating func override<Value: Sendable>(
        _ type: Value.Type, file: String = #fileID, line: Int = #line, _ make: @escaping @Sendable () -> Value
    ) {
        app.providers.append(ProviderOverride(type, file: file, line: line, make))
    }

    /// Sets a setting above all layers of the app.
    public mutating func set(_ key: String, _ value: JSONValue) {
        app.configuration[key] = value
    }
}
