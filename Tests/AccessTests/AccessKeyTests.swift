import MeridianCore
import NIOCore
import Persistence
import Testing

@testable import Access

@Suite struct AccessKeyTests {
    private let documents = MemoryDocumentStore()
    private let sealer = AccessKeySealer(MasterKey.make())

    private func make(_ store: TokenStore, expiresAt: Timestamp? = nil) async throws -> AccessKey {
        try await store.createAccessKey(
            "ci", grants: [Grant(.developer)], expiresAt: expiresAt, by: .owner, sealedBy: sealer
        ).key
    }

    private func authenticator(_ store: TokenStore, _ sealer: AccessKeySealer? = nil) -> Authenticator {
        Authenticator(owner: "owner", tokens: store, accessKeys: sealer ?? self.sealer)
    }

    private func code(_ authenticator: Authenticator, _ id: String, secret: String) -> ErrorCode? {
        do {
            _ = try authenticator.authenticate(accessKey: id, client: nil) { $0 == secret }
            return nil
        } catch {
            return error.code
        }
    }

    @Test func aSecretIsKeptSealedAndOpensAfterARestart() async throws {
        let key = try await make(TokenStore(documents: documents))
        #expect(key.id.count == 20 && key.id.hasPrefix("MRDA"))
        #expect(key.secret.count == 40)
        let kept = try await documents.list(prefix: "").documents.map { String(buffer: $0.value) }
        #expect(kept.count == 1 && kept[0].contains(key.id) && !kept[0].contains(key.secret))
        let again = TokenStore(documents: documents)
        #expect(try await again.load().isEmpty)
        let principal = try authenticator(again).authenticate(accessKey: key.id, client: nil) { $0 == key.secret }
        #expect(principal == Principal(name: "ci", grants: [Grant(.developer)]))
        #expect(again.all[0].lastUsedAt != nil)
    }

    @Test func nothingElseOpens() async throws {
        let store = TokenStore(documents: documents)
        let key = try await make(store)
        let authenticator = authenticator(store)
        #expect(code(authenticator, key.id, secret: "other") == .signatureWrong)
        #expect(code(authenticator, "MRDANOBODY", secret: key.secret) == .accessKeyUnknown)
        #expect(
            code(self.authenticator(store, AccessKeySealer(MasterKey.make())), key.id, secret: key.secret)
                == .masterKeyWrong)
        #expect(throws: MeridianError.self) {
            try authenticator.authenticate(authorization: "Bearer \(key.secret)", client: nil)
        }
        try await store.revoke("ci")
        #expect(code(authenticator, key.id, secret: key.secret) == .accessKeyUnknown)
    }

    @Test func aKeyExpiresWithItsToken() async throws {
        let store = TokenStore(documents: documents)
        let now = Timestamp.now
        let key = try await make(store, expiresAt: Timestamp(milliseconds: now.milliseconds + 60_000))
        let later = Authenticator(
            owner: "owner", tokens: store, accessKeys: sealer,
            time: { Timestamp(milliseconds: now.milliseconds + 61_000) })
        #expect(code(later, key.id, secret: key.secret) == .tokenExpired)
    }

    @Test func guessesAreLimited() async throws {
        let store = TokenStore(documents: documents)
        let key = try await make(store)
        let authenticator = authenticator(store)
        let codes = (0..<30).map { code(authenticator, key.id, secret: "guess \($0)") }
        #expect(codes.contains(.tooManySignIns))
    }
}
