import Meridian
public import NIOCore

/// What was published.
public struct RedisMessage: Sendable, Hashable {
    public var channel: String
    /// The pattern by which it came.
    public var pattern: String?
    public var payload: ByteBuffer
}

extension RedisClient {
    /// Sends something to all who have subscribed to a channel.
    /// - Returns: How many there were.
    @discardableResult
    public func publish(_ payload: some RedisArgument, to channel: String) async throws -> Int {
        try await integer(RedisCommand("PUBLISH", channel, payload))
    }

    /// Subscribes, on a connection of its own, for as long as `body` runs. It runs once the server has confirmed.
    ///
    /// ```swift
    /// try await redis.subscribe(to: ["news"]) { messages in
    ///     for try await message in messages { … }
    /// }
    /// ```
    /// - Parameters:
    ///   - channels: By name.
    ///   - patterns: Such as `news.*`.
    ///   - body: Gets the messages. They end with an error when the connection breaks (`MER-1575`), or when more than
    ///     10,000 wait (`MER-1577`): what was published meanwhile is lost, so that the caller must know.
    /// - Throws: ``ErrorCode/redisUnreachable``, ``ErrorCode/redisConnectionLost``, ``ErrorCode/redisRefused``, or what
    ///   `body` throws.
    public func subscribe<Result>(
        to channels: [String], patterns: [String] = [],
        _ body: (AsyncThrowingStream<RedisMessage, any Error>) async throws -> Result
    ) async throws -> Result {
        let (messages, feed) = AsyncThrowingStream<RedisMessage, any Error>.makeStream(
            bufferingPolicy: .bufferingOldest(10_000))
        let (confirmations, confirm) = AsyncThrowingStream<Void, any Error>.makeStream()
        let onEvent: @Sendable (RedisConnection.Event) -> Void = { event in
            switch event {
            case .ended(let error):
                confirm.finish(throwing: error)
                feed.finish(throwing: error)
            case .push(let elements):
                if let message = RedisMessage(elements) {
                    guard case .dropped = feed.yield(message) else { return }
                    feed.finish(
                        throwing: MeridianError(.redisOverloaded, "more than 10000 messages of Redis wait", status: 503)
                    )
                } else if elements.first?.text?.hasSuffix("subscribe") == true {
                    confirm.yield()
                }
            }
        }
        let commands = [("SUBSCRIBE", channels), ("PSUBSCRIBE", patterns)].filter { !$0.1.isEmpty }
        return try await withListener { connection in
            connection.listen(commands.map { RedisCommand($0.0, $0.1) }, onEvent: onEvent)
            var missing = channels.count + patterns.count
            var arrived = confirmations.makeAsyncIterator()
            while missing > 0 {
                guard try await arrived.next() != nil else { throw CancellationError() }
                missing -= 1
            }
            return try await body(messages)
        }
    }
}

extension RedisMessage {
    fileprivate init?(_ push: [RESPValue]) {
        switch (push.first?.text, push.count) {
        case ("message"?, 3):
            guard let channel = push[1].text, case .bytes(let payload) = push[2] else { return nil }
            self.init(channel: channel, payload: payload)
        case ("pmessage"?, 4):
            guard let channel = push[2].text, case .bytes(let payload) = push[3] else { return nil }
            self.init(channel: channel, pattern: push[1].text, payload: payload)
        default: return nil
        }
    }
}
