import Access
import Engine
import Gateway
import MeridianCore
import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension ControlAPI {
    func health(_ request: ControlRequest) async throws -> ControlResponse {
        let isDraining = platform.isDraining
        return try .json(HealthDocument(status: isDraining ? "draining" : "ok"), status: isDraining ? 503 : 200)
    }

    /// Instances of every live release.
    func showStatus(_ request: ControlRequest) async throws -> ControlResponse {
        var running: [StatusDocument.Service] = []
        for (name, service) in await services.all where request.principal.may(.readServices, on: name) {
            guard let live = service.live else { continue }
            running.append(
                .init(service: name, release: live.release.number, groups: await live.active.status()))
        }
        return try .json(
            StatusDocument(
                pid: Int(getpid()), startedAt: platform.startedAt, gateway: addresses.gateway, services: running))
    }

    func showMetrics(_ request: ControlRequest) async throws -> ControlResponse {
        ControlResponse(
            contentType: "text/plain; version=0.0.4; charset=utf-8",
            body: ByteBuffer(string: await platform.gateway.exposition()))
    }
}
