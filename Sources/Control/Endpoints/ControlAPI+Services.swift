import MeridianCore
import NIOCore

extension ControlAPI {
    func listServices(_ request: ControlRequest) async throws -> ControlResponse {
        try .json(
            ServiceListDocument(services: await services.all.map { addresses.document(of: $0.name, $0.service) }))
    }

    func showService(_ request: ControlRequest) async throws -> ControlResponse {
        let name = try request.service()
        return try .json(addresses.document(of: name, try await services.service(name)))
    }

    func removeService(_ request: ControlRequest) async throws -> ControlResponse {
        try await services.remove(request.service())
        return ControlResponse(head: ResponseHead(status: 204), body: .whole(ByteBuffer()))
    }

    func listFunctions(_ request: ControlRequest) async throws -> ControlResponse {
        try .json(
            FunctionListDocument(
                functions: await services.all.flatMap { addresses.documents(of: $0.service.live) }))
    }
}
