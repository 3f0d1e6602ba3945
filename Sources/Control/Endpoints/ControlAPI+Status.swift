import Access
import Engine
import MeridianCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension ControlAPI {
    /// The OpenAPI document of these addresses.
    func describe(_ request: ControlRequest) async throws -> ControlResponse {
        try .json(ControlDocument.make(endpoints))
    }

    func health(_ request: ControlRequest) async throws -> ControlResponse {
        let isDraining = platform.isDraining
        return try .json(HealthDocument(status: isDraining ? "draining" : "ok"), status: isDraining ? 503 : 200)
    }

    /// Instances of every live release, and of others that have any.
    func showStatus(_ request: ControlRequest) async throws -> ControlResponse {
        var running: [StatusDocument.Service] = []
        for (name, service) in await services.all where request.principal.may(.readServices, on: name) {
            for (number, release) in service.active.sorted(by: { $0.key < $1.key }) {
                let groups = await release.active.status()
                guard release === service.live || groups.contains(where: { !$0.instances.isEmpty }) else { continue }
                running.append(.init(service: name, release: number, groups: groups))
            }
        }
        return try .json(
            StatusDocument(
                pid: Int(getpid()), startedAt: platform.startedAt, gateway: addresses.gateway, services: running))
    }
}
