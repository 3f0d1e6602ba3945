import Engine
import HTTPTransport
import MeridianCore
import NIOCore

/// Where functions are reached through the gateway.
struct ServiceAddresses: Sendable {
    private let host: String
    private let port: Int?
    private let defaultService: ServiceName?

    /// - Parameter bound: What the gateway listens on.
    init(bound: SocketAddress, defaultService: ServiceName?) {
        self.port = bound.port
        self.defaultService = defaultService
        let address = bound.ipAddress
        switch bound {
        case .v6: host = address == "::" ? "localhost" : "[\(address ?? "::1")]"
        case .v4: host = address == "0.0.0.0" ? "localhost" : address ?? "127.0.0.1"
        case .unixDomainSocket: host = "localhost"
        }
    }

    private func base(_ host: String) -> String {
        guard let port, port != 80 else { return "http://\(host)" }
        return "http://\(host):\(port)"
    }

    var gateway: String { base(host) }

    func address(of service: ServiceName) -> String {
        service == defaultService ? base(host) : base("\(service).localhost")
    }

    func document(of function: FunctionManifest, service: ServiceName, release: Int) -> FunctionDocument {
        FunctionDocument(
            service: service, name: function.name, description: function.description, release: release,
            triggers: function.triggers.map { trigger in
                guard case .http(let http) = trigger else { return .init(trigger: trigger) }
                return .init(trigger: trigger, address: address(of: service) + http.path)
            })
    }

    func documents(of live: LiveRelease?) -> [FunctionDocument] {
        guard let release = live?.release else { return [] }
        return release.manifest.functions.map {
            document(of: $0, service: release.service, release: release.number)
        }
    }

    func document(of name: ServiceName, _ service: LiveServices.Service) -> ServiceDocument {
        ServiceDocument(
            service: name, address: address(of: name),
            releases: service.record.releases.map {
                .init(
                    number: $0.number, digest: $0.digest, size: $0.size, publishedAt: $0.publishedAt,
                    isLive: $0.number == service.record.live)
            },
            functions: documents(of: service.live), problem: service.problem)
    }
}
