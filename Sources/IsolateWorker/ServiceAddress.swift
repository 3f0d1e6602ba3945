import Isolates

/// Where a service is that scripts call by a binding.
struct ServiceAddress: Sendable {
    /// Scheme, host and port to connect to.
    let origin: String
    /// What the `host` field says.
    let host: String

    /// `nil` for what is no address such as `http://promotions.localhost:8080`.
    init?(_ text: String) {
        guard let url = URLRecord(text), let name = url.host.map({ String(decoding: $0, as: UTF8.self) }) else {
            return nil
        }
        let scheme = String(decoding: url.scheme, as: UTF8.self)
        guard scheme == "http" || scheme == "https" else { return nil }
        let port = url.port.map { ":\($0)" } ?? ""
        host = name + port
        // Every name below localhost is this machine (RFC 6761 §6.3), and not every resolver knows it.
        let isLocal = scheme == "http" && (name == "localhost" || name.hasSuffix(".localhost"))
        origin = "\(scheme)://\(isLocal ? "127.0.0.1" : name)\(port)"
    }
}
