import Access
import MeridianCore

/// The keys that must have signed what a service takes.
extension ControlAPI {
    func listKeys(_ request: ControlRequest) async throws -> ControlResponse {
        try .json(TrustedKeyListDocument(keys: access.keys.list(try request.service())))
    }

    func trustKey(_ request: ControlRequest) async throws -> ControlResponse {
        let wish = try ControlJSON.decode(
            TrustedKeyWishDocument.self, from: try await request.body.collect(upTo: 64 << 10))
        let (former, new) = try await access.keys.trust(
            try VerifyingKey(text: wish.key), as: request.parameters["key"] ?? "", of: try request.service(),
            by: request.principal)
        try request.changed(from: former, to: new)
        return try .json(new, status: former == nil ? 201 : 200)
    }

    func removeKey(_ request: ControlRequest) async throws -> ControlResponse {
        let former = try await access.keys.remove(request.parameters["key"] ?? "", of: try request.service())
        try request.changed(from: former, to: TrustedKey?.none)
        return .empty
    }
}
