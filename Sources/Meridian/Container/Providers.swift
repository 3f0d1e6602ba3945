/// How the objects of a service are made. An app adds to them in ``FunctionApp/provide(_:)``, a plug-in in
/// ``Plugin/configure(_:)``.
///
/// ```swift
/// func provide(_ providers: inout Providers) {
///     providers.singleton { (database: Database) in try await Catalog(database) }
///     providers.singleton(Mailer.init)
///     providers.singleton(as: (any Store).self) { MemoryStore() } destroy: { store in await store.close() }
///     providers.request { (context: Context) in Session(context) }
///     providers.prototype { (catalog: Catalog) in Cart(catalog) }
/// }
/// ```
/// The parameters of a closure or an initialiser are what it needs. Whether all of them are provided is checked before
/// anything runs.
public struct Providers: Sendable {
    private(set) var list: [Provider] = []

    init() {}

    /// An object that is made once, at start, after what it needs, and lives until stop.
    /// - Parameters:
    ///   - type: The type under which it is asked for, when it is not the result's.
    ///   - make: Makes it. An error ends the start (`MER-1314`).
    ///   - destroy: Ends it, before what it needs is ended.
    public mutating func singleton<each Dependency: Sendable, Value: Sendable>(
        as type: Value.Type = Value.self, _ make: @escaping @Sendable (repeat each Dependency) async throws -> Value,
        destroy: (@Sendable (Value) async throws -> Void)? = nil, file: String = #fileID, line: Int = #line
    ) {
        let making = Provider.Making.once { resolver in
            let value = try await make(repeat resolver.object((each Dependency).self))
            return Held(value)
        }
        var ending: (@Sendable (any HeldObject) async throws -> Void)?
        if let destroy {
            ending = { object in try await destroy(unsafeDowncast(object, to: Held<Value>.self).value) }
        }
        list.append(
            Provider(
                key: ProviderKey(type), scope: .singleton, dependencies: Self.keys(repeat (each Dependency).self),
                place: SourcePlace(file: file, line: line), making: making, destroy: ending))
    }

    /// An object that is made when an invocation first needs it, and lives as long as the invocation. It may need the
    /// ``Context``.
    /// - Parameters:
    ///   - type: The type under which it is asked for, when it is not the result's.
    ///   - make: Makes it; must not block.
    public mutating func request<each Dependency: Sendable, Value: Sendable>(
        as type: Value.Type = Value.self, _ make: @escaping @Sendable (repeat each Dependency) -> Value,
        file: String = #fileID, line: Int = #line
    ) {
        again(.request, type, make, SourcePlace(file: file, line: line))
    }

    /// An object that is made anew for each parameter and each reading of an ``Inject`` that asks for it.
    /// - Parameters:
    ///   - type: The type under which it is asked for, when it is not the result's.
    ///   - make: Makes it; must not block.
    public mutating func prototype<each Dependency: Sendable, Value: Sendable>(
        as type: Value.Type = Value.self, _ make: @escaping @Sendable (repeat each Dependency) -> Value,
        file: String = #fileID, line: Int = #line
    ) {
        again(.prototype, type, make, SourcePlace(file: file, line: line))
    }

    /// An object that is made more than once.
    private mutating func again<each Dependency: Sendable, Value: Sendable>(
        _ scope: Provider.Scope, _ type: Value.Type, _ make: @escaping @Sendable (repeat each Dependency) -> Value,
        _ place: SourcePlace
    ) {
        let making = Provider.Making.again { resolver in
            let value = make(repeat resolver.object((each Dependency).self))
            return Held(value)
        }
        list.append(
            Provider(
                key: ProviderKey(type), scope: scope, dependencies: Self.keys(repeat (each Dependency).self),
                place: place, making: making, destroy: nil))
    }

    mutating func append(_ provider: Provider) { list.append(provider) }

    /// Replaces the provider of a type, whatever it needs, or adds one.
    mutating func override(_ override: ProviderOverride) {
        let index = list.firstIndex { $0.key == override.key }
        let scope = index.map { list[$0].scope } ?? .singleton
        let make = override.make
        let provider = Provider(
            key: override.key, scope: scope, dependencies: [], place: override.place,
            making: scope == .singleton ? .once { _ in make() } : .again { _ in make() }, destroy: nil)
        if let index { list[index] = provider } else { list.append(provider) }
    }

    private static func keys<each Dependency>(_ types: repeat (each Dependency).Type) -> [ProviderKey] {
        var keys: [ProviderKey] = []
        func add(_ type: Any.Type) { keys.append(ProviderKey(type)) }
        repeat add(each types)
        return keys
    }
}

/// What a test makes instead of what a provider would.
package struct ProviderOverride: Sendable {
    let key: ProviderKey
    let place: SourcePlace
    let make: @Sendable () -> any HeldObject

    package init<Value: Sendable>(
        _ type: Value.Type, file: String, line: Int, _ make: @escaping @Sendable () -> Value
    ) {
        key = ProviderKey(type)
        place = SourcePlace(file: file, line: line)
        self.make = { Held(make()) }
    }
}
