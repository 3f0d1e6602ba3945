/// How objects of one type are made.
struct Provider: Sendable {
    /// How long an object lives.
    enum Scope: Sendable {
        /// From start to stop.
        case singleton
        /// As long as one invocation.
        case request
        /// As long as whoever asked for it.
        case prototype
    }

    enum Making: Sendable {
        case once(@Sendable (Resolver) async throws -> any HeldObject)
        case again(@Sendable (Resolver) -> any HeldObject)
    }

    let key: ProviderKey
    let scope: Scope
    let dependencies: [ProviderKey]
    let place: SourcePlace
    /// Both return a ``Held`` of the key's type.
    let making: Making
    let destroy: (@Sendable (any HeldObject) async throws -> Void)?
}

/// A ``Held`` of any type.
protocol HeldObject: AnyObject, Sendable {}

/// Keeps an object of any type behind a class, so that it is found again without a conversion.
final class Held<Value: Sendable>: HeldObject {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}

/// Finds the parameters of a provider.
struct Resolver: Sendable {
    let container: Container
    /// The invocation for which something is made; `nil` at start.
    let execution: Execution?

    func object<Value: Sendable>(_ type: Value.Type) -> Value {
        container.object(type, for: execution)
    }
}
