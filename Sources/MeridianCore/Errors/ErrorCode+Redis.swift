extension ErrorCode {
    public static let invalidRedisSetting = ErrorCode(1573)
    public static let redisUnreachable = ErrorCode(1574)
    public static let redisConnectionLost = ErrorCode(1575)
    public static let redisRefused = ErrorCode(1576)
    public static let redisOverloaded = ErrorCode(1577)
    public static let redisAnswerUnexpected = ErrorCode(1578)

    static let redisExplanations: [ErrorExplanation] = [
        .init(
            .invalidRedisSetting, "A setting of Redis is wrong",
            "The message names the setting below `redis` and what it may be.",
            mend: "Correct the setting that the message names.",
            example: """
                MERIDIAN_REDIS_ADDRESS=redis.example.com:6379
                MERIDIAN_REDIS_ADDRESS=unix:/run/redis/redis.sock
                """),
        .init(
            .redisUnreachable, "Redis can't be reached",
            "No connection came about within `redis.connectTimeout`, though it was tried several times, or the server "
                + "refused the password or the database. A client that has been closed connects no more.",
            mend: "See that the server runs, and that `redis.address`, `password` and `database` are right.",
            example: """
                $ redis-cli -h redis.example.com ping
                PONG
                """),
        .init(
            .redisConnectionLost, "The connection to Redis broke while a command was under way",
            "The server may have done what the command says or not. The next command connects anew. A server that "
                + "does not answer within `redis.timeout` is given up in the same way.",
            mend: "Try again where doing it twice does no harm; look at the server's log and load.",
            example: """
                MERIDIAN_REDIS_TIMEOUT=5s
                """),
        .init(
            .redisRefused, "Redis refused a command",
            "The message has what the server said: a wrong number of arguments, a key of another kind, no permission.",
            mend: "Correct the command, or the key that it is used on.",
            example: """
                MER-1576: Redis refused LPUSH: WRONGTYPE Operation against a key holding the wrong kind of value
                """),
        .init(
            .redisOverloaded, "Too much waits for Redis, or for a subscriber",
            "As many commands as `redis.maxPending` says are under way on the connection, and more would only wait longer; "
                + "or 10,000 messages wait for a subscriber, who is too slow.",
            mend: "Send fewer at once, or raise `redis.maxPending`; let a subscriber hand on what takes long.",
            example: """
                MERIDIAN_REDIS_MAX_PENDING=50000
                """),
        .init(
            .redisAnswerUnexpected, "Redis answered something unexpected",
            "The answer is not of the kind that the command has, or against the protocol. What answers may be no Redis.",
            mend: "See what listens at `redis.address`.",
            example: """
                $ printf 'PING\\r\\n' | nc redis.example.com 6379
                +PONG
                """),
    ]
}
