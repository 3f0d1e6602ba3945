import Access
import Engine
import MeridianCore
import NIOCore

extension ControlAPI {
    func listServices(_ request: ControlRequest) async throws -> ControlResponse {
        let visible = await services.all.filter { request.principal.may(.readServices, on: $0.name) }
        return try .json(ServiceListDocument(services: visible.map { addresses.document(of: $0.name, $0.service) }))
    }

    func showService(_ request: ControlRequest) async throws -> ControlResponse {
        let name = try request.service()
        return try .json(addresses.document(of: name, try await services.service(name)))
    }

    func removeService(_ request: ControlRequest) async throws -> ControlResponse {
        let name = try request.service()
        let former = await services.liveTargets(of: name)
        let removed = RemovedService(live: former, domains: try await platform.remove(name))
        try request.changed(from: removed, to: RemovedService?.none)
        return .empty
    }

    /// Replaces the instances of a service by new ones, which have its secrets as they are now. No request is lost.
    func restartService(_ request: ControlRequest) async throws -> ControlResponse {
        _ = try await services.live(request.service())
        for release in try await services.service(request.service()).active.values { try await release.active.renew() }
        return .empty
    }

    func listFunctions(_ request: ControlRequest) async throws -> ControlResponse {
        let visible = await services.all.filter { request.principal.may(.readServices, on: $0.name) }
        return try .json(
            FunctionListDocument(functions: visible.flatMap { addresses.documents(of: $0.service.live) }))
    }
}

/// What the audit log has of a service that was removed: what `live` pointed at, and beside it the domains that led to the
/// service and went with it.
struct RemovedService: Encodable {
    var live: AliasTargets?
    var domains: [DomainName]

    private enum CodingKeys: CodingKey {
        case domains
    }

    func encode(to encoder: any Encoder) throws {
        try live?.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(domains.map(\.rawValue), forKey: .domains)
    }
}
