import JSONCodec
public import Meridian
import NIOCore

/// What a test puts in the place of an app's own objects and settings.
///
/// ```swift
/// let app = try TestApp(Shop.self) {
///     $0.override(Catalog.self) { FakeCatalog() }
///     $0.override((any Store).self) { MemoryStore() }
///     $0.set("catalog.pageSize", 3)
///     $0.bind("PROMOTIONS") { call in .json(Price(cents: 100)) }
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

    /// Answers the calls of a service that the app has a binding to. Without, a call fails with `MER-6305`.
    /// - Parameters:
    ///   - name: Of the binding.
    ///   - answer: May throw, as a call does whose service is gone.
    public mutating func bind(
        _ name: String, _ answer: @escaping @Sendable (ServiceCall) async throws -> ServiceAnswer
    ) {
        app.services[name] = answer
    }
}

extension ServiceAnswer {
    /// An answer without a body, or with text.
    public static func answer(_ status: Int, _ text: String = "") -> ServiceAnswer {
        ServiceAnswer(status: status, body: ByteBuffer(string: text))
    }

    /// An answer with a value as JSON.
    /// - Throws: What encoding throws.
    public static func json(_ value: some Encodable, status: Int = 200) throws -> ServiceAnswer {
        ServiceAnswer(
            status: status, fields: ["content-type": "application/json"], body: try JSON.encode(value))
    }
}
