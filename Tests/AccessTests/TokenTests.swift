import MeridianCore
import NIOCore
import Persistence
import Testing

@testable import Access

@Suite struct TokenTests {
    private let documents = MemoryDocumentStore()
    private let now = Timestamp(milliseconds: 1_000_000)

    private func create(_ name: String, expiresAt: Timestamp? = nil) async throws -> (TokenStore, TokenSecret) {
        let store = TokenStore(documents: documents)
        let made = try await store.create(
            name, grants: [Grant(.developer)], expiresAt: expiresAt, by: .owner, at: now)
        return (store, made.secret)
    }

    @Test func aSecretHas256BitsAndIsNotKept() async throws {
        let (_, secret) = try await create("ci")
        #expect(secret.value.utf8.count == 4 + 64)
        #expect(secret.value.hasPrefix("mrd_"))
        #expect(TokenSecret.make().value != secret.value)
        let page = try await documents.list(prefix: "")
        #expect(page.documents.map(\.key) == ["access/tokens/ci"])
        let text = String(buffer: page.documents[0].value)
        #expect(!text.contains(secret.value.dropFirst(4)))
        #expect(text.contains(secret.digest.hex))
    }

    @Test func tokensAreThereAfterARestart() async throws {
        let (_, secret) = try await create("ci")
        let again = TokenStore(documents: documents)
        #expect(again.record(of: secret.digest) == nil)
        #expect(try await again.load().isEmpty)
        #expect(again.record(of: secret.digest)?.principal == Principal(name: "ci", grants: [Grant(.developer)]))
        #expect(again.all.map(\.name) == ["ci"])
        #expect(again.all.map(\.createdBy) == ["owner"])
    }

    @Test func aRevokedTokenOpensNothing() async throws {
        let (store, secret) = try await create("ci")
        try await store.revoke("ci")
        #expect(store.record(of: secret.digest) == nil)
        let again = TokenStore(documents: documents)
        #expect(try await again.load().isEmpty)
        #expect(again.all.isEmpty)
        await #expect(throws: MeridianError.self) { try await store.revoke("ci") }
    }

    @Test func refusesWhatIsNoToken() async throws {
        let (store, _) = try await create("ci")
        func code(_ name: String, _ grants: [Grant], _ expiresAt: Timestamp?) async -> ErrorCode? {
            do {
                _ = try await store.create(name, grants: grants, expiresAt: expiresAt, by: .owner, at: now)
                return nil
            } catch {
                return (error as? MeridianError)?.code
            }
        }
        for name in ["", "owner", "a/b", "-a", "ä", String(repeating: "a", count: 64), "a b"] {
            #expect(await code(name, [Grant(.viewer)], nil) == .badToken, "\(name)")
        }
        #expect(await code("b", [], nil) == .badToken)
        #expect(await code("b", [Grant(.viewer)], now) == .badToken)
        #expect(await code("ci", [Grant(.viewer)], nil) == .tokenExists)
        #expect(await code("b", [Grant(.viewer)], Timestamp(milliseconds: now.milliseconds + 1)) == nil)
    }

    @Test func aDocumentThatIsNoTokenIsToldAndOpensNothing() async throws {
        _ = try await create("ci")
        let content = try #require(try await documents.get("access/tokens/ci")).value
        try await documents.commit([
            .put("access/tokens/copy", content), .put("access/tokens/text", ByteBuffer(string: "text")),
        ])
        let again = TokenStore(documents: documents)
        let problems = try await again.load()
        #expect(problems.map(\.code) == [.storeDamaged, .storeDamaged])
        #expect(again.all.map(\.name) == ["ci"])
    }
}
