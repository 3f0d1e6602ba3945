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
        guard let service = await services.services[name] else {
            throw MeridianError(
                .unknownService, "no service '\(name)' is deployed; `meridian list` shows what is", status: 404)
        }
        return try .json(addresses.document(of: name, service))
    }

    func removeService(_ request: ControlRequest) async throws -> ControlResponse {
        let name = try request.service()
        let former = await services.services[name]?.record
        try await services.remove(name)
        // Who takes the name next does not have them.
        try await access.secrets.removeAll(of: name)
        try request.changed(from: former.map(ReleaseSummary.init), to: ReleaseSummary?.none)
        return .empty
    }

    /// Replaces the instances of a service by new ones, which have its secrets as they are now. No request is lost.
    func restartService(_ request: ControlRequest) async throws -> ControlResponse {
        try await services.live(try request.service()).active.renew()
        return .empty
    }

    func listFunctions(_ request: ControlRequest) async throws -> ControlResponse {
        let visible = await services.all.filter { request.principal.may(.readServices, on: $0.name) }
        return try .json(
            FunctionListDocument(functions: visible.flatMap { addresses.documents(of: $0.service.live) }))
    }
}

/// What the audit log has of a service's releases.
struct ReleaseSummary: Codable, Sendable {
    /// The number of the live release.
    var live: Int?
    /// The SHA-256 of its package.
    var digest: String?

    init(_ record: ServiceRecord) {
        live = record.live
        digest = record.liveRelease?.digest
    }
}
