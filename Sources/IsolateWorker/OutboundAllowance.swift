/// The hosts that a service's scripts may reach.
struct OutboundAllowance: Sendable {
    /// `api.example.com`, `api.example.com:8443`, `*.example.com` for every name below it, `*` for any host.
    let patterns: [String]

    /// - Parameters:
    ///   - host: In lower case, an IPv6 address in brackets.
    ///   - port: The scheme's own where the URL names none.
    ///   - isStandardPort: Whether it is the scheme's own; a pattern without a port allows that alone.
    func allows(host: String, port: Int, isStandardPort: Bool) -> Bool {
        patterns.contains { pattern in
            if pattern == "*" { return true }
            let (name, wanted) = Self.split(pattern)
            guard wanted.map({ $0 == port }) ?? isStandardPort else { return false }
            if name.hasPrefix("*.") { return host.hasSuffix(name.dropFirst()) && host.count >= name.count }
            return host == name
        }
    }

    private static func split(_ pattern: String) -> (name: String, port: Int?) {
        guard let colon = pattern.lastIndex(of: ":"), pattern.last != "]",
            let port = Int(pattern[pattern.index(after: colon)...])
        else { return (pattern.lowercased(), nil) }
        return (pattern[..<colon].lowercased(), port)
    }
}
