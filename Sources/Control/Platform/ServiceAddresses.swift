import Engine
import HTTPTransport
import MeridianCore
import NIOCore
import Persistence

/// Where functions are reached through the gateway.
struct ServiceAddresses: Sendable {
    private let host: String
    private let port: Int?
    private let isSecure: Bool
    private let defaultService: ServiceName?

    /// - Parameters:
    ///   - bound: What the gateway listens on.
    ///   - isSecure: Whether for HTTPS.
    init(bound: SocketAddress, defaultService: ServiceName?, isSecure: Bool = false) {
        self.port = bound.port
        self.isSecure = isSecure
        self.defaultService = defaultService
        let address = bound.ipAddress
        switch bound {
        case .v6: host = address == "::" ? "localhost" : "[\(address ?? "::1")]"
        case .v4: host = address == "0.0.0.0" ? "localhost" : address ?? "127.0.0.1"
        case .unixDomainSocket: host = "localhost"
        }
    }

    private func base(_ host: String) -> String {
        let scheme = isSecure ? "https" : "http"
        guard let port, port != (isSecure ? 443 : 80) else { return "\(scheme)://\(host)" }
        return "\(scheme)://\(host):\(port)"
    }

    var gateway: String { base(host) }

    func address(of service: ServiceName) -> String {
        service == defaultService ? base(host) : base("\(service).localhost")
    }

    /// Where a release answers and no other.
    func preview(of service: ServiceName, release: Int) -> String { base("\(release)--\(service).localhost") }

    func address(of alias: AliasName, of service: ServiceName) -> String {
        alias == .live ? address(of: service) : base("\(alias)--\(service).localhost")
    }

    /// - Parameter address: Where the release is reached.
    private func document(
        of function: FunctionManifest, service: ServiceName, release: Int, at address: String
    ) -> FunctionDocument {
        FunctionDocument(
            service: service, name: function.name, description: function.description, release: release,
            triggers: function.triggers.map { trigger in
                guard case .http(let http) = trigger else { return .init(trigger: trigger) }
                return .init(trigger: trigger, address: address + http.path)
            })
    }

    func documents(of live: LiveRelease?) -> [FunctionDocument] {
        live.map { documents(of: $0.release, at: address(of: $0.release.service)) } ?? []
    }

    private func documents(of release: Release, at address: String) -> [FunctionDocument] {
        release.manifest.functions.map {
            document(of: $0, service: release.service, release: release.number, at: address)
        }
    }

    func document(of name: ServiceName, _ service: LiveServices.Service) -> ServiceDocument {
        ServiceDocument(
            service: name, address: address(of: name),
            releases: service.catalog.releases.map {
                .init(
                    number: $0.number, digest: $0.digest.rawValue, size: $0.size, publishedAt: $0.publishedAt,
                    isLive: $0.number == service.catalog.live?.targets.release)
            },
            functions: documents(of: service.live), problem: service.problem)
    }

    func document(of release: ReleaseRecord, in catalog: ServiceCatalog, manifest: Manifest? = nil) -> ReleaseDocument {
        ReleaseDocument(
            service: catalog.service, number: release.number, digest: release.digest.rawValue, size: release.size,
            publishedAt: release.publishedAt, author: release.author, source: release.source,
            signedBy: release.signedBy,
            functions: release.functions, aliases: catalog.aliases(of: release.number),
            address: preview(of: catalog.service, release: release.number), manifest: manifest)
    }

    func document(of alias: AliasName, _ stored: ServiceCatalog.StoredAlias, of service: ServiceName) -> AliasDocument {
        AliasDocument(
            service: service, alias: alias, address: address(of: alias, of: service), targets: stored.record.targets,
            changedAt: stored.record.changedAt, etag: stored.etag)
    }

    func document(of deployment: Deployment) -> DeploymentDocument {
        let release = deployment.release
        let preview = preview(of: release.service, release: release.number)
        return DeploymentDocument(
            service: release.service, release: release.number, isLive: deployment.isLive, preview: preview,
            digest: release.digest, isUnchanged: deployment.isUnchanged,
            functions: documents(of: release, at: deployment.isLive ? address(of: release.service) : preview),
            milliseconds: deployment.milliseconds)
    }
}

extension ServiceCatalog.StoredAlias {
    /// What `ETag` and `If-Match` carry.
    var etag: String {
        guard case .revision(let written) = revision else { return "" }
        return "\"\(written)\""
    }
}
