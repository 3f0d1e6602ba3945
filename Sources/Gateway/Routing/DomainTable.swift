public import MeridianCore

/// Where a domain leads.
public struct DomainRoute: Sendable, Equatable {
    public var service: ServiceName
    /// The alias that answers; `live` when left out.
    public var alias: String?

    public init(service: ServiceName, alias: String? = nil) {
        self.service = service
        self.alias = alias
    }
}

/// Finds the domain that a host is, or is one level below.
struct DomainTable: Sendable {
    private var exact: [String: DomainRoute] = [:]
    /// By what stands behind the first dot.
    private var wildcards: [Substring: DomainRoute] = [:]

    init(_ domains: [DomainName: DomainRoute]) {
        for (domain, route) in domains {
            if domain.isWildcard {
                wildcards[domain.rawValue.dropFirst(2)] = route
            } else {
                exact[domain.rawValue] = route
            }
        }
    }

    /// - Parameter host: As the request names it: in any case, perhaps with a port, perhaps with a last dot.
    func route(for host: UnsafeRawBufferPointer) -> DomainRoute? {
        guard !exact.isEmpty || !wildcards.isEmpty else { return nil }
        var name = host.prefix { $0 != UInt8(ascii: ":") }
        if name.last == UInt8(ascii: ".") { name.removeLast() }
        let text = String(decoding: name.lazy.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
        if let route = exact[text] { return route }
        guard let dot = text.firstIndex(of: ".") else { return nil }
        return wildcards[text[text.index(after: dot)...]]
    }
}
