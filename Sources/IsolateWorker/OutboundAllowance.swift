import MeridianCore
import NIOCore

/// The hosts that a service's scripts may reach.
struct OutboundAllowance: Sendable {
    private let patterns: [OutboundPattern]

    init(_ entries: [String]) {
        patterns = entries.map { OutboundPattern($0) }
    }

    /// - Parameters:
    ///   - host: In lower case, an IPv6 address in brackets.
    ///   - port: The scheme's own where the URL names none.
    ///   - isStandardPort: Whether it is the scheme's own.
    /// - Returns: Which addresses it may turn out to have; `nil` when it may not be reached.
    func reach(host: String, port: Int, isStandardPort: Bool) -> AddressReach? {
        patterns.filter { $0.matches(host: host, port: port, isStandardPort: isStandardPort) }
            .map { pattern in
                if pattern.isOpen { return .publicOnly }
                return Self.namesMachine(host) || Self.isAddress(host) ? .anywhere : .privateNetworks
            }.max()
    }

    private static func namesMachine(_ host: String) -> Bool {
        host == "localhost" || host.hasSuffix(".localhost")
    }

    private static func isAddress(_ host: String) -> Bool {
        if host.hasPrefix("[") { return true }
        return (try? SocketAddress(ipAddress: host, port: 0)) != nil
    }
}
