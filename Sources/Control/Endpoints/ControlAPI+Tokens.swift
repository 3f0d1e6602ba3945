import Access
import MeridianCore
import NIOCore

extension ControlAPI {
    func listTokens(_ request: ControlRequest) async throws -> ControlResponse {
        try .json(TokenListDocument(tokens: access.tokens.all.map { TokenDocument($0) }))
    }

    /// Makes a token. Its secret is in this answer and nowhere else.
    func createToken(_ request: ControlRequest) async throws -> ControlResponse {
        let wish = try ControlJSON.decode(NewTokenDocument.self, from: try await request.body.collect(upTo: 64 << 10))
        let grants = try wish.roles.map { text throws(MeridianError) in
            guard let grant = Grant(text) else {
                throw MeridianError(.badToken, "'\(text)' is no role: \(Grant.rule)", status: 400)
            }
            return grant
        }
        let (record, secret) = try await make(wish, grants: grants, by: request.principal)
        let document = TokenDocument(record)
        try request.changed(from: TokenDocument?.none, to: document, subject: "tokens/\(record.name)")
        return try .json(CreatedTokenDocument(token: document, secret: secret), status: 201)
    }

    private func make(
        _ wish: NewTokenDocument, grants: [Grant], by creator: Principal
    ) async throws -> (TokenRecord, String) {
        let expiry = try wish.expiry(from: .now)
        if wish.signs == true {
            let (record, key) = try await access.tokens.createAccessKey(
                wish.name, grants: grants, expiresAt: expiry, by: creator, sealedBy: access.accessKeys)
            return (record, key.secret)
        }
        let (record, secret) = try await access.tokens.create(
            wish.name, grants: grants, expiresAt: expiry, by: creator)
        return (record, secret.value)
    }

    func revokeToken(_ request: ControlRequest) async throws -> ControlResponse {
        let former = try await access.tokens.revoke(request.parameters["token"] ?? "")
        try request.changed(from: TokenDocument(former), to: TokenDocument?.none)
        return .empty
    }
}

extension ControlResponse {
    /// 204.
    static var empty: ControlResponse { ControlResponse(head: ResponseHead(status: 204), body: .whole(ByteBuffer())) }
}

extension TokenDocument {
    init(_ record: TokenRecord) {
        self.init(
            name: record.name, roles: record.grants.map(\.description), createdAt: record.createdAt,
            createdBy: record.createdBy, expiresAt: record.expiresAt, lastUsedAt: record.lastUsedAt,
            accessKey: record.accessKeyID)
    }
}

extension NewTokenDocument {
    /// A thousand years, beyond which a time can't be written.
    private static let longest = 31_557_600_000.0

    fileprivate func expiry(from now: Timestamp) throws(MeridianError) -> Timestamp? {
        guard let seconds = expiresIn else { return nil }
        guard seconds > 0, seconds <= Self.longest else {
            throw MeridianError(.badToken, "'expiresIn' is not a number of seconds above 0", status: 400)
        }
        return Timestamp(milliseconds: now.milliseconds + Int64(seconds * 1_000))
    }
}
