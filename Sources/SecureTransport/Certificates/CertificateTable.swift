public import MeridianCore
import NIOSSL

/// Which certificate a client is shown, by the host name it asks for: an immutable value that is swapped whole.
public struct CertificateTable: Sendable {
    private let exact: [String: NIOSSLContext]
    /// By what stands behind the first dot.
    private let wildcards: [Substring: NIOSSLContext]

    public init(_ certificates: [DomainName: ServerCertificate] = [:]) {
        var exact: [String: NIOSSLContext] = [:]
        var wildcards: [Substring: NIOSSLContext] = [:]
        for (domain, certificate) in certificates {
            if domain.isWildcard {
                wildcards[domain.rawValue.dropFirst(2)] = certificate.context
            } else {
                exact[domain.rawValue] = certificate.context
            }
        }
        self.exact = exact
        self.wildcards = wildcards
    }

    /// - Parameter host: As the client's handshake names it (RFC 6066 §3); in any case.
    func context(for host: String) -> NIOSSLContext? {
        let host = host.lowercased()
        if let context = exact[host] { return context }
        guard let dot = host.firstIndex(of: ".") else { return nil }
        return wildcards[host[host.index(after: dot)...]]
    }
}
