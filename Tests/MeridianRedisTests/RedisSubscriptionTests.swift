import Meridian
import NIOCore
import Testing

@testable import MeridianRedis

@Suite struct RedisSubscriptionTests {
    private func roundTrip(_ redis: RedisClient) async throws {
        try await redis.subscribe(to: ["ps:a"], patterns: ["ps:p.*"]) { messages in
            #expect(try await redis.publish("one", to: "ps:a") == 1)
            #expect(try await redis.publish("two", to: "ps:p.x") == 1)
            var seen: [RedisMessage] = []
            for try await message in messages {
                seen.append(message)
                if seen.count == 2 { break }
            }
            #expect(
                seen == [
                    RedisMessage(channel: "ps:a", payload: ByteBuffer(string: "one")),
                    RedisMessage(channel: "ps:p.x", pattern: "ps:p.*", payload: ByteBuffer(string: "two")),
                ])
        }
        try await nobodyListens(to: "ps:a", redis)
    }

    /// Waits for the server to see that a connection is closed. Where it never is, the test runs into its limit.
    private func nobodyListens(to channel: String, _ redis: RedisClient) async throws {
        while try await redis.publish("", to: channel) > 0 {}
    }

    @Test(.timeLimit(.minutes(1))) func channelsAndPatterns() async throws {
        try await RedisServer.run { try await roundTrip($0.client()) }
    }

    /// Servers before Redis 6 know no `HELLO`, and send messages as arrays.
    @Test(.timeLimit(.minutes(1))) func theOlderProtocol() async throws {
        try await RedisServer.run("--rename-command HELLO '' --requirepass secret") { server in
            let redis = server.client { $0.password = "secret" }
            try await roundTrip(redis)
            #expect(try await redis.sortedAdd("z", ["a": 1.5]) == 1)
            #expect(try await redis.sortedScore("z", "a") == 1.5)
            #expect(try await redis.hashSet("h", ["a": 1]) == 1)
            #expect(try await redis.hashAll("h") == ["a": ByteBuffer(string: "1")])
            #expect(try await redis.get("none") == nil)
        }
    }

    @Test func aRefusalIsThrown() async throws {
        let server = try RedisServer.shared.get()
        let redis = server.client()
        try await redis.send(RedisCommand("ACL", "SETUSER", "deaf", "on", ">pw", "~*", "resetchannels", "+@all"))
        let deaf = server.client {
            $0.username = "deaf"
            $0.password = "pw"
        }
        try await deaf.set("su:a", 1)
        let error = await #expect(throws: MeridianError.self) {
            try await deaf.subscribe(to: ["su:a"]) { _ in Issue.record("subscribed") }
        }
        #expect(error?.code == .redisRefused)
        #expect(error?.message.contains("NOPERM") == true)
    }

    @Test func closingTheClientEndsSubscriptions() async throws {
        let redis = try RedisServer.shared.get().client()
        let error = await #expect(throws: MeridianError.self) {
            try await redis.subscribe(to: ["cl:a"]) { messages in
                redis.close()
                for try await _ in messages {}
            }
        }
        #expect(error?.code == .redisConnectionLost)
        let after = await #expect(throws: MeridianError.self) { try await redis.subscribe(to: ["cl:a"]) { _ in } }
        #expect(after?.code == .redisUnreachable)
    }

    @Test(.timeLimit(.minutes(1))) func cancellationEndsSubscriptions() async throws {
        let redis = try RedisServer.shared.get().client()
        let (subscribed, tell) = AsyncStream<Void>.makeStream()
        let task = Task {
            try await redis.subscribe(to: ["ca:a"]) { messages in
                tell.finish()
                for try await _ in messages {}
            }
        }
        for await _ in subscribed {}
        task.cancel()
        try await task.value
        try await nobodyListens(to: "ca:a", redis)
    }

    /// Nothing is published, so that only signs of life tell.
    @Test func aServerThatFallsSilent() async throws {
        try await RedisServer.run { server in
            let redis = server.client()
            try await redis.set("a", 1)
            let error = await #expect(throws: MeridianError.self) {
                try await server.client { $0.timeout = .milliseconds(400) }.subscribe(to: ["a"]) { messages in
                    try await redis.send(RedisCommand("CLIENT", "PAUSE", 600_000, "ALL"))
                    for try await _ in messages {}
                }
            }
            #expect(error?.code == .redisConnectionLost)
        }
    }
}
