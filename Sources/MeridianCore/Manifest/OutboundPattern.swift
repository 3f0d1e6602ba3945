/// An entry of `outbound`: the hosts that it stands for.
public struct OutboundPattern: Hashable, Sendable {
    /// In lower case, with `*.` before it for every name below it; `*` for any.
    public let name: String
    /// `nil` for the scheme's own.
    public let port: Int?

    /// - Parameter text: `api.example.com`, `api.example.com:8443`, `*.example.com` for every name below it, `*` for any
    ///   host; an IPv6 address in brackets.
    public init(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), text.last != "]", let port = Int(text[text.index(after: colon)...])
        else {
            name = text.lowercased()
            port = nil
            return
        }
        name = text[..<colon].lowercased()
        self.port = port
    }

    /// Whether it stands for names that it does not spell out.
    public var isOpen: Bool { name == "*" || name.hasPrefix("*.") }

    /// - Parameters:
    ///   - host: In lower case, an IPv6 address in brackets.
    ///   - port: The scheme's own where the URL names none.
    ///   - isStandardPort: Whether it is the scheme's own; a pattern without a port stands for that alone.
    public func matches(host: String, port: Int, isStandardPort: Bool) -> Bool {
        if name == "*" { return true }
        guard self.port.map({ $0 == port }) ?? isStandardPort else { return false }
        if name.hasPrefix("*.") { return host.hasSuffix(name.dropFirst()) && host.count >= name.count }
        return host == name
    }
}
