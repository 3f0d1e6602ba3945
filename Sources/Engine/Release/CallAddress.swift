import MeridianCore
import Synchronization

/// The port at which services call each other, which is known when it listens.
public final class CallAddress: Sendable {
    private let value = Mutex<Int?>(nil)

    public init() {}

    public var port: Int? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }

    /// The variables by which a program reaches what it calls.
    func variables(for bindings: [String: BindingTarget]) -> [String: String] {
        guard let port else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: bindings.map {
                (BindingName.variablePrefix + $0.key, "http://\($0.value.host):\(port)")
            })
    }
}
