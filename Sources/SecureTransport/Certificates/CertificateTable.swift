public import MeridianCore
import NIOSSL

/// Which certificate a client is shown, by the host name it asks for: an immutable value that is swapped whole.
public struct CertificateTable: Sendable {
    private let contexts: DomainMap<NIOSSLContext>

    public init(_ certificates: [DomainName: ServerCertificate] = [:]) {
        contexts = DomainMap(certificates.mapValues(\.context))
    }

    /// - Parameter host: As the client's handshake names it (RFC 6066 §3); in any case.
    func context(for host: String) -> NIOSSLContext? { contexts[host.lowercased()] }
}
