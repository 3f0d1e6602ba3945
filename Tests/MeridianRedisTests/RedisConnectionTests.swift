import Meridian
import NIOCore
import NIOPosix
import Testing

@testable import MeridianRedis

/// What happens when connections don't come about, break, or are not waited for.
@Suite struct RedisConnectionTests {
    @Test func aBrokenConnectionIsMadeAgain() async throws {
        let server = try RedisServer.shared.get()
        let redis = server.client()
        try await redis.set("b:a", 1)
        guard case .integer(let number) = try await redis.send(RedisCommand("CLIENT", "ID")) else {
            Issue.record("a client has a number")
            return
        }
        try await server.client().send(RedisCommand("CLIENT", "KILL", "ID", number))
        // The first command may still go to the connection that is being closed.
        let first = try? await redis.get("b:a")
        let second = try await redis.get("b:a")
        #expect(first == nil || first == ByteBuffer(string: "1"))
        #expect(second == ByteBuffer(string: "1"))
        let other = try await redis.send(RedisCommand("CLIENT", "ID"))
        #expect(other != .integer(number))
    }

    @Test func aCancelledCommandLeavesTheOthers() async throws {
        let redis = try RedisServer.shared.get().client()
        try await redis.set("x:a", 1)
        let blocked = Task { try await redis.send(RedisCommand("BLPOP", "x:none", 0)) }
        let behind = Task { try await redis.get("x:a") }
        blocked.cancel()
        let result = await blocked.result
        #expect(throws: CancellationError.self) { try result.get() }
        // It may have been sent, and then blocks those behind it until its list has something.
        try await RedisServer.shared.get().client().push("x:none", ["a"])
        let value = try await behind.value
        #expect(value == ByteBuffer(string: "1"))
    }

    @Test func tooManyAtOnce() async throws {
        let redis = try RedisServer.shared.get().client { $0.maxPending = 2 }
        let commands = (0..<3).map { RedisCommand("SET", "o:\($0)", 1) }
        let error = await #expect(throws: MeridianError.self) { _ = try await redis.pipeline(commands) }
        #expect(error?.code == .redisOverloaded)
        #expect(try await redis.pipeline(Array(commands.prefix(2))).count == 2)
    }

    @Test func aServerThatFallsSilent() async throws {
        try await RedisServer.run { server in
            let patient = server.client()
            try await patient.set("a", 1)
            let redis = server.client { $0.timeout = .milliseconds(400) }
            try await redis.set("a", 2)
            try await patient.send(RedisCommand("CLIENT", "PAUSE", 600_000, "ALL"))
            let error = await #expect(throws: MeridianError.self) { try await redis.get("a") }
            #expect(error?.code == .redisConnectionLost)
        }
    }

    private func nobody(_ time: Duration) -> RedisClient {
        var settings = RedisSettings()
        settings.address = "unix:/nonexistent/redis.sock"
        settings.connectTimeout = time
        return RedisClient(settings)
    }

    @Test func nobodyListens() async throws {
        let error = await #expect(throws: MeridianError.self) { try await nobody(.milliseconds(20)).get("a") }
        #expect(error?.code == .redisUnreachable)
    }

    @Test func cancellationWhileConnecting() async throws {
        let redis = nobody(.seconds(600))
        let first = Task { try await redis.get("a") }
        let second = Task { try await redis.get("a") }
        first.cancel()
        let result = await first.result
        #expect(throws: CancellationError.self) { try result.get() }
        redis.close()
        let other = await second.result
        let error = #expect(throws: MeridianError.self) { try other.get() }
        #expect(error?.code == .redisUnreachable)
        let after = await #expect(throws: MeridianError.self) { try await redis.get("a") }
        #expect(after?.code == .redisUnreachable)
    }

    @Test func passwords() async throws {
        try await RedisServer.run("--requirepass 'open sesame'") { server in
            let right = server.client { $0.password = "open sesame" }
            try await right.set("a", 1)
            let wrong = server.client { $0.password = "close" }
            let error = await #expect(throws: MeridianError.self) { try await wrong.get("a") }
            #expect(error?.code == .redisUnreachable)
            #expect((error?.cause as? MeridianError)?.message.contains("WRONGPASS") == true)
            let none = await #expect(throws: MeridianError.self) { try await server.client().get("a") }
            #expect((none?.cause as? MeridianError)?.message.contains("NOAUTH") == true)
        }
    }

    /// Says something to everyone who connects.
    private final class Greeter: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        private let greeting: String

        init(_ greeting: String) {
            self.greeting = greeting
        }

        func channelActive(context: ChannelHandlerContext) {
            context.writeAndFlush(NIOAny(ByteBuffer(string: greeting)), promise: nil)
        }
    }

    /// - Returns: What a command throws when the server says only this.
    private func error(_ greeting: String, within time: Duration) async throws -> MeridianError? {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { $0.pipeline.addHandler(Greeter(greeting)) }
            .bind(host: "127.0.0.1", port: 0).get()
        var settings = RedisSettings()
        settings.address = "127.0.0.1:\(server.localAddress!.port!)"
        settings.connectTimeout = time
        let redis = RedisClient(settings)
        let error = await #expect(throws: MeridianError.self) { try await redis.get("a") }
        try await server.close()
        return error
    }

    @Test func someoneElseListens() async throws {
        let error = try await error("HTTP/1.1 400 Bad Request\r\n\r\n", within: .seconds(30))
        #expect(error?.code == .redisUnreachable)
        #expect((error?.cause as? MeridianError)?.code == .redisAnswerUnexpected)
    }

    /// The time for connecting holds for the introduction too.
    @Test func nobodyAnswers() async throws {
        let error = try await error("", within: .milliseconds(50))
        #expect(error?.code == .redisUnreachable)
        #expect((error?.cause as? MeridianError)?.code == .redisConnectionLost)
    }
}
