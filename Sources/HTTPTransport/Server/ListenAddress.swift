public import MeridianCore

/// Where a server listens, as a person writes it.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// A host name or address without brackets, and a port; port 0 lets the system pick one.
        case host(String, port: Int)
        /// The path of a Unix domain socket.
        case unix(path: String)
    }

    public var kind: Kind

    public init(_ kind: Kind) {
        self.kind = kind
    }

    /// Reads `7700` and `:7700` (on the loopback address 127.0.0.1), `HOST:7700`, `[::1]:7700` or `unix:/path`.
    /// - Throws: ``MeridianCore/ErrorCode/invalidListenAddress`` with what is wrong.
    public init(_ text: String) throws(MeridianError) {
        func failure(_ reason: String) -> MeridianError {
            MeridianError(
                .invalidListenAddress,
                "'\(text)' is no address to listen on: \(reason); write PORT, :PORT, HOST:PORT, [IPv6]:PORT or unix:PATH",
                status: 400)
        }
        func port(_ digits: Substring) throws(MeridianError) -> Int {
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
                port <= 65_535
            else { throw failure("'\(digits)' is no port from 0 to 65535") }
            return port
        }
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard !path.isEmpty else { throw failure("the path of the socket is missing") }
            // The size of sockaddr_un.sun_path on the smallest platform, less the NUL.
            guard path.utf8.count <= 103 else { throw failure("the path of the socket is longer than 103 bytes") }
            kind = .unix(path: path)
        } else if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { throw failure("the bracket is not closed") }
            let rest = text[text.index(after: bracket)...]
            guard rest.first == ":" else { throw failure("the port is missing") }
            kind = .host(
                String(text[text.index(after: text.startIndex)..<bracket]), port: try port(rest.dropFirst()))
        } else if let colon = text.firstIndex(of: ":") {
            let host = text[..<colon]
            let rest = text[text.index(after: colon)...]
            guard !rest.contains(":") else { throw failure("an IPv6 address stands in brackets") }
            kind = .host(host.isEmpty ? "127.0.0.1" : String(host), port: try port(rest))
        } else {
            kind = .host("127.0.0.1", port: try port(text[...]))
        }
    }

    public var description: String {
        switch kind {
        case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
