import Meridian
public import NIOCore

// Texts, numbers and what holds for keys of every kind.
extension RedisClient {
    public func get(_ key: String) async throws -> ByteBuffer? { try await bytes(RedisCommand("GET", key)) }

    /// - Returns: A value or `nil` for each key.
    public func get(_ keys: [String]) async throws -> [ByteBuffer?] {
        keys.isEmpty ? [] : try await optionals(RedisCommand("MGET", keys))
    }

    /// - Parameters:
    ///   - time: How long the key lives, at least a millisecond; `nil` for good.
    ///   - onlyIfAbsent: Whether a value that is there stays.
    /// - Returns: Whether it was set.
    @discardableResult
    public func set(
        _ key: String, _ value: some RedisArgument, for time: Duration? = nil, onlyIfAbsent: Bool = false
    ) async throws -> Bool {
        var arguments: [any RedisArgument] = [key, value]
        if let time { arguments += ["PX", max(1, time.milliseconds)] }
        if onlyIfAbsent { arguments.append("NX") }
        return try await bytes(RedisCommand("SET", arguments)) != nil
    }

    /// - Returns: How many there were.
    @discardableResult
    public func delete(_ keys: String...) async throws -> Int { try await delete(keys) }

    /// - Returns: How many there were.
    @discardableResult
    public func delete(_ keys: [String]) async throws -> Int {
        keys.isEmpty ? 0 : try await integer(RedisCommand("DEL", keys))
    }

    public func exists(_ key: String) async throws -> Bool { try await integer(RedisCommand("EXISTS", key)) == 1 }

    /// - Returns: Whether there is such a key.
    @discardableResult
    public func expire(_ key: String, in time: Duration) async throws -> Bool {
        try await integer(RedisCommand("PEXPIRE", key, time.milliseconds)) == 1
    }

    /// How long a key will live; `nil` for one that lives for good or is not there.
    public func timeToLive(_ key: String) async throws -> Duration? {
        let milliseconds = try await integer(RedisCommand("PTTL", key))
        return milliseconds < 0 ? nil : .milliseconds(milliseconds)
    }

    /// - Returns: The sum.
    @discardableResult
    public func increment(_ key: String, by amount: Int = 1) async throws -> Int {
        try await integer(RedisCommand("INCRBY", key, amount))
    }

    /// All keys that match a pattern, in pages, without stopping the server. Keys that come and go meanwhile may be seen
    /// or not.
    /// - Parameters:
    ///   - pattern: Such as `user:*`; see ``escapePattern(_:)``.
    ///   - body: Gets the keys page by page; a key can come twice.
    public func scan(_ pattern: String, _ body: ([String]) async throws -> Void) async throws {
        var cursor = "0"
        repeat {
            let command = RedisCommand("SCAN", cursor, "MATCH", pattern, "COUNT", 500)
            guard let page = try await send(command).elements, page.count == 2, let next = page[0].text,
                let keys = page[1].elements
            else { throw unexpected(command) }
            cursor = next
            let names = keys.compactMap(\.text)
            if !names.isEmpty { try await body(names) }
        } while cursor != "0"
    }

    /// A text that matches itself in a pattern.
    public static func escapePattern(_ text: String) -> String {
        var escaped = ""
        for character in text {
            if "*?[]\\^".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}

extension Duration {
    /// Rounded down; what does not fit is the largest or the smallest number.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, isTooLarge) = Int(seconds).multipliedReportingOverflow(by: 1_000)
        let (sum, isAbove) = whole.addingReportingOverflow(Int(attoseconds / 1_000_000_000_000_000))
        return isTooLarge || isAbove ? (seconds < 0 ? .min : .max) : sum
    }
}
