public import MeridianCore
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A chain of certificates with its private key, looked through before any client meets it.
public struct ServerCertificate: Sendable {
    /// When the first certificate of the chain begins and ends to be valid.
    public let validity: Range<Timestamp>
    /// The host names that it is for, in lower case; `*.` stands for one label.
    public let names: [String]
    let context: NIOSSLContext

    /// - Parameters:
    ///   - chain: In PEM, the server's own certificate first.
    ///   - key: The private key in PEM, without a password.
    /// - Throws: ``ErrorCode/invalidCertificate``, ``ErrorCode/certificateKeyMismatch``, with status 400.
    public init(chain: String, key: String) throws(MeridianError) {
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMBytes(Array(chain.utf8))
        } catch {
            throw Self.invalid("the certificate is no PEM of X.509 certificates", cause: error)
        }
        guard let own = certificates.first else { throw Self.invalid("the PEM has no certificate", cause: nil) }
        let privateKey: NIOSSLPrivateKey
        do {
            privateKey = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
        } catch {
            throw Self.invalid("the key is no PEM of a private key without a password", cause: error)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["h2", "http/1.1"]
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw MeridianError(
                .certificateKeyMismatch, "the private key is not the one of the certificate; give the right one",
                status: 400, cause: error)
        }
        let begin = Timestamp(milliseconds: Int64(own.notValidBefore) * 1000)
        validity = begin..<max(begin, Timestamp(milliseconds: Int64(own.notValidAfter) * 1000))
        names = Self.names(of: own)
    }

    /// Checks that clients that ask for a domain will take the certificate.
    /// - Throws: ``ErrorCode/certificateExpired``, ``ErrorCode/certificateNameMismatch``, with status 400.
    public func check(for domain: DomainName, at time: Timestamp = .now) throws(MeridianError) {
        guard validity.contains(time) else {
            throw MeridianError(
                .certificateExpired,
                "the certificate is valid from \(validity.lowerBound) to \(validity.upperBound), and it is \(time)",
                status: 400)
        }
        guard names.contains(where: { domain.isCovered(by: $0) }) else {
            throw MeridianError(
                .certificateNameMismatch,
                "the certificate is for \(names.isEmpty ? "no host" : names.joined(separator: ", ")), not for '\(domain)'",
                status: 400)
        }
    }

    /// The DNS names among the subject alternative names (RFC 5280 §4.2.1.6); the common name counts no more.
    private static func names(of certificate: NIOSSLCertificate) -> [String] {
        certificate._subjectAlternativeNames().compactMap { name in
            guard name.nameType == .dnsName else { return nil }
            return String(decoding: name.contents, as: UTF8.self).lowercased()
        }
    }

    private static func invalid(_ reason: String, cause: (any Error)?) -> MeridianError {
        MeridianError(.invalidCertificate, reason, status: 400, cause: cause)
    }
}
