/// Finds the domain that a host is, or is one level below; the host itself comes first.
public struct DomainMap<Value: Sendable>: Sendable {
    private var exact: [String: Value] = [:]
    /// By what stands behind the first dot.
    private var wildcards: [Substring: Value] = [:]

    public init(_ domains: [DomainName: Value] = [:]) {
        for (domain, value) in domains {
            if domain.isWildcard {
                wildcards[domain.rawValue.dropFirst(2)] = value
            } else {
                exact[domain.rawValue] = value
            }
        }
    }

    public var isEmpty: Bool { exact.isEmpty && wildcards.isEmpty }

    /// - Parameter host: In lower case, without a port.
    public subscript(host: String) -> Value? {
        if let value = exact[host] { return value }
        guard let dot = host.firstIndex(of: ".") else { return nil }
        return wildcards[host[host.index(after: dot)...]]
    }
}
