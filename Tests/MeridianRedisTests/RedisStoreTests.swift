import CacheStoreChecks
import MeridianRedis
import Testing

@Suite struct RedisStoreTests {
    private let checks: CacheStoreChecks

    init() throws {
        checks = CacheStoreChecks(RedisStore(try RedisServer.shared.get().client()))
    }

    @Test func keepsAndForgets() async throws { try await checks.keepsAndForgets() }

    @Test func forgetsByPrefix() async throws { try await checks.forgetsByPrefix() }

    @Test func counts() async throws { try await checks.counts() }
}
