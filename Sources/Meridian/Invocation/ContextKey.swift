import Synchronization

/// Names a value that middleware hands on to what it surrounds.
///
/// ```swift
/// enum UserKey: ContextKey { typealias Value = User }
///
/// context[UserKey.self] = user                     // in middleware
/// guard let user = context[UserKey.self] else { … }  // in a handler
/// ```
public protocol ContextKey {
    associatedtype Value: Sendable
}

extension Context {
    /// What was handed on under a key; `nil` when nothing was.
    public subscript<Key: ContextKey>(key: Key.Type) -> Key.Value? {
        get { execution.belongings.withLock { $0?.values[ObjectIdentifier(key)] } as? Key.Value }
        nonmutating set { execution.belongings.withLock { $0.orNew.values[ObjectIdentifier(key)] = newValue } }
    }

    /// What was handed on under a key, or `fallback` when nothing was.
    public subscript<Key: ContextKey>(key: Key.Type, default fallback: @autoclosure () -> Key.Value) -> Key.Value {
        get { self[key] ?? fallback() }
        nonmutating set { self[key] = newValue }
    }
}
