import Glibc
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

    /// The variables by which a program reaches what it calls. Those of the platform's own environment lead a binding
    /// elsewhere.
    func variables(for bindings: [String: BindingTarget]) -> [String: String] {
        guard let port else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: bindings.map { name, target in
                let variable = BindingName.variablePrefix + name
                let own = getenv(variable).map { String(cString: $0) }
                return (variable, own ?? "http://\(target.host):\(port)")
            })
    }
}
