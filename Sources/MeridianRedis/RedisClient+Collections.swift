import Meridian
public import NIOCore

// Hashes.
extension RedisClient {
    public func hashGet(_ key: String, _ field: String) async throws -> ByteBuffer? {
        try await bytes(RedisCommand("HGET", key, field))
    }

    /// - Returns: How many fields are new.
    @discardableResult
    public func hashSet(_ key: String, _ fields: [String: any RedisArgument]) async throws -> Int {
        fields.isEmpty
            ? 0
            : try await integer(
                RedisCommand("HSET", [key] + fields.flatMap { [$0.key, $0.value] as [any RedisArgument] }))
    }

    public func hashAll(_ key: String) async throws -> [String: ByteBuffer] {
        let pairs = try await list(RedisCommand("HGETALL", key))
        var fields: [String: ByteBuffer] = [:]
        for index in stride(from: 0, to: pairs.count - 1, by: 2) {
            fields[String(buffer: pairs[index])] = pairs[index + 1]
        }
        return fields
    }

    /// - Returns: How many fields there were.
    @discardableResult
    public func hashDelete(_ key: String, _ fields: [String]) async throws -> Int {
        fields.isEmpty ? 0 : try await integer(RedisCommand("HDEL", [key] + fields))
    }

    /// - Returns: The sum.
    @discardableResult
    public func hashIncrement(_ key: String, _ field: String, by amount: Int = 1) async throws -> Int {
        try await integer(RedisCommand("HINCRBY", key, field, amount))
    }
}

// Lists. Both ends push and pop.
extension RedisClient {
    public enum ListEnd: Sendable {
        case left, right
    }

    /// - Returns: The length of the list.
    @discardableResult
    public func push(_ key: String, _ values: [any RedisArgument], at end: ListEnd = .right) async throws -> Int {
        guard !values.isEmpty else { return try await listLength(key) }
        return try await integer(RedisCommand(end == .left ? "LPUSH" : "RPUSH", [key] + values))
    }

    public func pop(_ key: String, at end: ListEnd = .left) async throws -> ByteBuffer? {
        try await bytes(RedisCommand(end == .left ? "LPOP" : "RPOP", key))
    }

    /// - Parameters:
    ///   - first: The first position; negative ones count from the end.
    ///   - last: The last position, included.
    public func listRange(_ key: String, _ first: Int = 0, _ last: Int = -1) async throws -> [ByteBuffer] {
        try await list(RedisCommand("LRANGE", key, first, last))
    }

    public func listLength(_ key: String) async throws -> Int { try await integer(RedisCommand("LLEN", key)) }
}

// Sets.
extension RedisClient {
    /// - Returns: How many are new.
    @discardableResult
    public func setAdd(_ key: String, _ members: [any RedisArgument]) async throws -> Int {
        members.isEmpty ? 0 : try await integer(RedisCommand("SADD", [key] + members))
    }

    /// - Returns: How many there were.
    @discardableResult
    public func setRemove(_ key: String, _ members: [any RedisArgument]) async throws -> Int {
        members.isEmpty ? 0 : try await integer(RedisCommand("SREM", [key] + members))
    }

    public func setMembers(_ key: String) async throws -> [ByteBuffer] { try await list(RedisCommand("SMEMBERS", key)) }

    public func setContains(_ key: String, _ member: some RedisArgument) async throws -> Bool {
        try await integer(RedisCommand("SISMEMBER", key, member)) == 1
    }
}

// Sorted sets.
extension RedisClient {
    /// - Parameter members: With their scores.
    /// - Returns: How many are new.
    @discardableResult
    public func sortedAdd(_ key: String, _ members: [String: Double]) async throws -> Int {
        members.isEmpty
            ? 0
            : try await integer(
                RedisCommand("ZADD", [key] + members.flatMap { [$0.value, $0.key] as [any RedisArgument] }))
    }

    /// - Returns: The sum.
    @discardableResult
    public func sortedIncrement(_ key: String, _ member: String, by amount: Double) async throws -> Double {
        let command = RedisCommand("ZINCRBY", key, amount, member)
        guard let sum = try await number(command) else { throw unexpected(command) }
        return sum
    }

    public func sortedScore(_ key: String, _ member: String) async throws -> Double? {
        try await number(RedisCommand("ZSCORE", key, member))
    }

    /// - Returns: How many there were.
    @discardableResult
    public func sortedRemove(_ key: String, _ members: [String]) async throws -> Int {
        members.isEmpty ? 0 : try await integer(RedisCommand("ZREM", [key] + members))
    }

    /// The members by position, lowest score first.
    /// - Parameters:
    ///   - first: The first position; negative ones count from the end.
    ///   - last: The last position, included.
    ///   - isReversed: Whether the highest score is first.
    public func sortedRange(
        _ key: String, _ first: Int = 0, _ last: Int = -1, isReversed: Bool = false
    ) async throws -> [String] {
        try await list(RedisCommand(isReversed ? "ZREVRANGE" : "ZRANGE", key, first, last)).map { String(buffer: $0) }
    }

    /// The members with a score in a range, lowest first.
    public func sortedRange(_ key: String, scores: ClosedRange<Double>) async throws -> [String] {
        try await list(RedisCommand("ZRANGEBYSCORE", key, scores.lowerBound, scores.upperBound))
            .map { String(buffer: $0) }
    }
}
