import Access
import MeridianCore
import NIOCore

extension ControlAPI {
    /// Names and versions; values are never told.
    func listSecrets(_ request: ControlRequest) async throws -> ControlResponse {
        let secrets = access.secrets.list(try request.service())
        return try .json(SecretListDocument(secrets: secrets.map { SecretDocument($0) }))
    }

    func showSecret(_ request: ControlRequest) async throws -> ControlResponse {
        let (service, name) = (try request.service(), try request.secret())
        guard let secret = access.secrets.description(of: name, of: service) else {
            throw MeridianError(.unknownSecret, "'\(service)' has no secret '\(name)'", status: 404)
        }
        return try .json(SecretDocument(secret))
    }

    /// Takes the body as the value.
    func setSecret(_ request: ControlRequest) async throws -> ControlResponse {
        let (service, name) = (try request.service(), try request.secret())
        let body = try await request.body.collect(upTo: SecretStore.valueLimit)
        guard let value = String(validating: body.readableBytesView, as: UTF8.self) else {
            throw MeridianError(.badSecret, "the value is not UTF-8 text; encode it, in Base64 say", status: 400)
        }
        let former = access.secrets.description(of: name, of: service)
        let secret = SecretDocument(
            try await access.secrets.set(name, of: service, to: value, by: request.principal))
        try request.changed(from: former.map { SecretDocument($0) }, to: secret)
        return try .json(secret, status: former == nil ? 201 : 200)
    }

    func removeSecret(_ request: ControlRequest) async throws -> ControlResponse {
        let former = try await access.secrets.remove(try request.secret(), of: try request.service())
        try request.changed(from: SecretDocument(former), to: SecretDocument?.none)
        return .empty
    }
}

extension ControlRequest {
    /// The secret that the path names.
    fileprivate func secret() throws(MeridianError) -> SecretName {
        let text = parameters["secret"] ?? ""
        guard let name = SecretName(text) else {
            throw MeridianError(.badSecret, "'\(text)' is no name of a secret: \(SecretName.rule)", status: 400)
        }
        return name
    }
}

extension SecretDocument {
    init(_ secret: SecretDescription) {
        self.init(name: secret.name.rawValue, version: secret.version, setAt: secret.setAt, setBy: secret.setBy)
    }
}
