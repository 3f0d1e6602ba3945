/// Asks for an object that a provider makes.
///
/// ```swift
/// @Functions("/items")
/// struct ItemFunctions {
///     @Inject var catalog: Catalog
///     @Inject var store: any Store
/// }
/// ```
/// It works in every value that is made while the app is set up: the app itself, its function groups, plug-ins,
/// middleware, and what providers make. It can be read from start to stop; whether there is a provider is checked
/// before. An object of a request can be read inside of an invocation only.
@propertyWrapper
public struct Inject<Value: Sendable>: Sendable {
    private let box: InjectBox<Value>

    public init(file: String = #fileID, line: Int = #line, owner: String = #function) {
        let box = InjectBox<Value>(SourcePlace(file: file, line: line))
        self.box = box
        Wiring.current?.add(
            Need(key: ProviderKey(Value.self), place: box.place, owner: owner) { box.fill(from: $0) })
    }

    /// Holds a given object, for a value that is made by hand, as in a test:
    /// `ItemFunctions(catalog: Inject(catalog))`.
    public init(_ value: Value) {
        box = InjectBox(SourcePlace(file: "", line: 0))
        box.value = value
    }

    public var wrappedValue: Value {
        if let value = box.value { return value }
        return box.ask()
    }
}

/// What the copies of an ``Inject`` share. Written once, before the first reading.
private final class InjectBox<Value: Sendable>: @unchecked Sendable {
    let place: SourcePlace
    var value: Value?
    private var container: Container?

    init(_ place: SourcePlace) {
        self.place = place
    }

    func fill(from container: Container) {
        value = container.singleton(Value.self)
        if value == nil { self.container = container }
    }

    /// Makes or finds what is not made once.
    func ask() -> Value {
        guard let container else {
            fatalError(
                "@Inject at \(place): \(Value.self) is read before the app has started, or in a value that was not "
                    + "made while the app was set up")
        }
        return container.object(Value.self, for: Execution.current)
    }
}
