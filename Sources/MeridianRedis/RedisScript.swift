import Meridian

/// A script that runs on the server as one command.
///
/// ```swift
/// let take = RedisScript("if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0")
/// let answer = try await redis.run(take, keys: ["lock"], arguments: [token])
/// ```
public struct RedisScript: Sendable {
    /// In Lua. Keys are `KEYS[1]` and so on, arguments `ARGV[1]` and so on.
    public let text: String

    public init(_ text: String) {
        self.text = text
    }
}

extension RedisClient {
    /// Runs a script. What it is given must not be put into its text.
    /// - Throws: As ``send(_:)``.
    public func run(
        _ script: RedisScript, keys: [String] = [], arguments: [any RedisArgument] = []
    ) async throws -> RESPValue {
        try await send(RedisCommand("EVAL", [script.text, keys.count] as [any RedisArgument] + keys + arguments))
    }
}
