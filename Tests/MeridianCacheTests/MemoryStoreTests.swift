import CacheStoreChecks
import MeridianCache
import Testing

@Suite struct MemoryStoreTests {
    private let checks = CacheStoreChecks(MemoryStore())

    @Test func keepsAndForgets() async throws { try await checks.keepsAndForgets() }

    @Test func forgetsByPrefix() async throws { try await checks.forgetsByPrefix() }

    @Test func counts() async throws { try await checks.counts() }
}
