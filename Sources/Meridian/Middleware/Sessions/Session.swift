import Synchronization

/// The values of a visitor, kept from one request to the next by ``Sessions``.
public final class Session: Sendable {
    private struct State {
        var values: [String: JSONValue]
        var mustBeSent: Bool
    }

    private let state: Mutex<State>

    /// - Parameter isAging: Whether the cookie is to be renewed though nothing changes.
    init(_ values: [String: JSONValue], isAging: Bool = false) {
        state = Mutex(State(values: values, mustBeSent: isAging))
    }

    public subscript(name: String) -> JSONValue? {
        get { state.withLock { $0.values[name] } }
        set {
            state.withLock { state in
                guard state.values[name] != newValue else { return }
                state.values[name] = newValue
                state.mustBeSent = true
            }
        }
    }

    public var values: [String: JSONValue] { state.withLock { $0.values } }

    /// Forgets everything; the visitor's browser drops the cookie.
    public func end() {
        state.withLock { state in
            guard !state.values.isEmpty else { return }
            state.values = [:]
            state.mustBeSent = true
        }
    }

    var valuesToSend: [String: JSONValue]? { state.withLock { $0.mustBeSent ? $0.values : nil } }
}

extension Context {
    /// The session of the visitor; `nil` where ``Sessions`` does not surround the function.
    public var session: Session? { self[SessionKey.self] }
}
