/// Where attempts are counted together: an IPv4 address, or the /64 of an IPv6 address, which one client has whole.
struct ClientNetwork: Hashable, Sendable {
    private let text: String

    /// - Parameter address: In the text form of the system; `nil` for a Unix socket.
    init(_ address: String?) {
        guard let address, address.utf8.contains(UInt8(ascii: ":")) else {
            text = address ?? "local"
            return
        }
        text = Self.network(address)
    }

    /// The first four groups, with `::` written out.
    private static func network(_ address: String) -> String {
        let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        func groups(_ half: Substring) -> [Substring] { half.split(separator: ":") }
        guard halves.count == 2 else { return groups(halves[0]).prefix(4).joined(separator: ":") }
        let (left, right) = (groups(halves[0]), groups(halves[1]))
        // An IPv4 address at the end stands for two groups.
        let width = right.last?.contains(".") == true ? right.count + 1 : right.count
        let zeros = Array(repeating: Substring("0"), count: max(0, 8 - left.count - width))
        let all = left + zeros + right
        // A mapped IPv4 address is that address.
        if let last = right.last, last.contains("."), left.isEmpty { return String(last) }
        return all.prefix(4).joined(separator: ":")
    }
}
