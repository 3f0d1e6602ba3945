import Meridian
import MeridianCache
import MeridianRedis
import MeridianTesting
import NIOCore
import Testing

@Suite struct RedisPluginTests {
    private struct Shop: FunctionApp {
        var plugins: [any Plugin] { [RedisPlugin(), RedisCachePlugin()] }
        @Inject var cache: Cache
        var functions: some FunctionGroup {
            Function("count", .get("/")) { [self] _, _ in try await "\(cache.increment("visits"))" }
        }
    }

    @Test func aCacheInRedis() async throws {
        let server = try RedisServer.shared.get()
        let redis = server.client()
        // The server listens once this is answered.
        _ = try await redis.exists("shop:visits")
        let app = try TestApp(Shop.self) {
            $0.set("redis.address", .string("unix:" + server.socket))
            $0.set("cache.prefix", "shop:")
        }
        let answer = try await app.request(.get, "/")
        #expect(answer.text == "1")
        #expect(try await redis.get("shop:visits") == ByteBuffer(string: "1"))
        await app.stop()
    }

    @Test func noStartWithoutServer() async throws {
        let app = try TestApp(Shop.self) {
            $0.set("redis.address", "unix:/nonexistent")
            $0.set("redis.connectTimeout", "10ms")
        }
        let error = await #expect(throws: MeridianError.self) { try await app.start() }
        #expect(error?.code == .redisUnreachable)
    }

    @Test func noStartWithAWrongSetting() async throws {
        let app = try TestApp(Shop.self) { $0.set("redis.address", "redis") }
        let error = await #expect(throws: MeridianError.self) { try await app.start() }
        #expect((error?.cause as? MeridianError)?.code == .invalidRedisSetting)
    }
}
