import Meridian
import NIOCore
import Testing

@testable import MeridianRedis

/// Against a real server. Each test has keys of its own.
@Suite struct RedisClientTests {
    private let server: RedisServer
    private let redis: RedisClient

    init() throws {
        server = try RedisServer.shared.get()
        redis = server.client()
    }

    private func text(_ bytes: ByteBuffer?) -> String? { bytes.map { String(buffer: $0) } }

    @Test func textsAndExpiry() async throws {
        #expect(try await redis.set("t:a", "1"))
        #expect(try await !redis.set("t:a", "2", onlyIfAbsent: true))
        #expect(try await text(redis.get("t:a")) == "1")
        #expect(try await redis.get("t:none") == nil)
        #expect(try await redis.get(["t:a", "t:none"]).map(text) == ["1", nil])
        #expect(try await redis.timeToLive("t:a") == nil)
        #expect(try await redis.expire("t:a", in: .seconds(100)))
        let left = try await redis.timeToLive("t:a")
        #expect(left.map { $0 > .seconds(90) && $0 <= .seconds(100) } == true)
        #expect(try await redis.increment("t:a", by: 41) == 42)
        #expect(try await redis.exists("t:a"))
        #expect(try await redis.delete("t:a", "t:none") == 1)
        let bytes = ByteBuffer(bytes: 0...255)
        try await redis.set("t:b", bytes)
        #expect(try await redis.get("t:b") == bytes)
    }

    @Test func collections() async throws {
        #expect(try await redis.hashSet("c:h", ["a": "1", "b": 2]) == 2)
        #expect(try await redis.hashAll("c:h").mapValues(text) == ["a": "1", "b": "2"])
        #expect(try await redis.hashIncrement("c:h", "b", by: 5) == 7)
        #expect(try await redis.hashDelete("c:h", ["a", "x"]) == 1)
        #expect(try await redis.hashGet("c:h", "a") == nil)
        #expect(try await redis.push("c:l", ["b", "c"]) == 2)
        #expect(try await redis.push("c:l", ["a"], at: .left) == 3)
        #expect(try await redis.listRange("c:l").map(text) == ["a", "b", "c"])
        #expect(try await text(redis.pop("c:l")) == "a")
        #expect(try await text(redis.pop("c:l", at: .right)) == "c")
        #expect(try await redis.pop("c:none") == nil)
        #expect(try await redis.setAdd("c:s", ["a", "b", "a"]) == 2)
        #expect(try await Set(redis.setMembers("c:s").map { String(buffer: $0) }) == ["a", "b"])
        #expect(try await redis.setRemove("c:s", ["a"]) == 1)
        #expect(try await !redis.setContains("c:s", "a"))
        #expect(try await redis.sortedAdd("c:z", ["a": 1, "b": 2.5, "c": .infinity]) == 3)
        #expect(try await redis.sortedIncrement("c:z", "a", by: 9) == 10)
        #expect(try await redis.sortedScore("c:z", "c") == .infinity)
        #expect(try await redis.sortedScore("c:z", "x") == nil)
        #expect(try await redis.sortedRange("c:z") == ["b", "a", "c"])
        #expect(try await redis.sortedRange("c:z", 0, 0, isReversed: true) == ["c"])
        #expect(try await redis.sortedRange("c:z", scores: 0...10) == ["b", "a"])
        #expect(try await redis.sortedRemove("c:z", ["a"]) == 1)
    }

    @Test func errorsOfTheServer() async throws {
        try await redis.set("e:a", "text")
        let error = await #expect(throws: MeridianError.self) { try await redis.push("e:a", ["x"]) }
        #expect(error?.code == .redisRefused)
        #expect(error?.message.contains("WRONGTYPE") == true)
        #expect(try await text(redis.get("e:a")) == "text")
    }

    @Test func manyAtOnceShareTheConnection() async throws {
        let identity = try await redis.send(RedisCommand("CLIENT", "ID"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<2_000 {
                group.addTask { [redis] in
                    try await redis.set("m:\(number)", number)
                    let value = try await redis.get("m:\(number)")
                    #expect(value == ByteBuffer(string: "\(number)"))
                }
            }
            try await group.waitForAll()
        }
        #expect(try await redis.send(RedisCommand("CLIENT", "ID")) == identity)
    }

    @Test func pipelinesAndTransactions() async throws {
        let answers = try await redis.pipeline([
            RedisCommand("SET", "p:a", 1), RedisCommand("LPUSH", "p:a", 1), RedisCommand("INCR", "p:a"),
        ])
        #expect(answers[0] == .simple("OK") && answers[2] == .integer(2))
        if case .error = answers[1] {} else { Issue.record("\(answers[1])") }
        let results = try await redis.transaction([RedisCommand("INCR", "p:b"), RedisCommand("INCR", "p:b")])
        #expect(results == [.integer(1), .integer(2)])
        let error = await #expect(throws: MeridianError.self) {
            _ = try await redis.transaction([RedisCommand("INCR", "p:b"), RedisCommand("NOSUCH")])
        }
        #expect(error?.code == .redisRefused)
        #expect(try await redis.increment("p:b") == 3)
    }

    @Test func scripts() async throws {
        let script = RedisScript("return {KEYS[1], ARGV[1]}")
        let answer = try await redis.run(script, keys: ["k"], arguments: ["'; x"])
        #expect(answer.elements?.map(\.text) == ["k", "'; x"])
    }

    @Test func databases() async throws {
        let second = server.client { $0.database = 2 }
        try await second.set("d:a", 1)
        #expect(try await redis.get("d:a") == nil)
        #expect(try await second.get("d:a") != nil)
    }
}
