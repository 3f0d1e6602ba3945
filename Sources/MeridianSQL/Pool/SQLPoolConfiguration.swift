public import Meridian
public import MeridianCore

/// How many connections a pool has, and for how long.
public struct SQLPoolConfiguration: Sendable, Hashable {
    /// Connections that are kept open.
    public var minimum: Int
    /// Most connections.
    public var maximum: Int
    /// After this time without use a connection beyond the minimum is closed.
    public var idle: Duration
    /// After about this time a connection is replaced, when nobody uses it.
    public var lifetime: Duration
    /// Longest time to wait for a connection.
    public var wait: Duration
    /// Most callers that wait; further ones are refused at once.
    public var waiting: Int

    public init(
        minimum: Int = 1, maximum: Int = 10, idle: Duration = .seconds(60), lifetime: Duration = .seconds(3600),
        wait: Duration = .seconds(5), waiting: Int = 1000
    ) {
        self.minimum = minimum
        self.maximum = maximum
        self.idle = idle
        self.lifetime = lifetime
        self.wait = wait
        self.waiting = waiting
    }

    /// Reads `minimum`, `maximum`, `idle`, `lifetime`, `wait` and `waiting` below a key; what is missing is as in
    /// ``init(minimum:maximum:idle:lifetime:wait:waiting:)``.
    /// - Throws: ``ErrorCode/unreadableSetting`` or ``ErrorCode/sqlBadSetting``.
    public init(_ configuration: Configuration, below key: String) throws(MeridianError) {
        self.init()
        if let value: Int = try configuration.value("\(key).minimum") { minimum = value }
        if let value: Int = try configuration.value("\(key).maximum") { maximum = value }
        if let value: Duration = try configuration.value("\(key).idle") { idle = value }
        if let value: Duration = try configuration.value("\(key).lifetime") { lifetime = value }
        if let value: Duration = try configuration.value("\(key).wait") { wait = value }
        if let value: Int = try configuration.value("\(key).waiting") { waiting = value }
        guard maximum >= 1, (0...maximum).contains(minimum), waiting >= 0 else {
            throw MeridianError(
                .sqlBadSetting,
                "'\(key)' can't be a pool: maximum (\(maximum)) must be at least 1, minimum (\(minimum)) from 0 to "
                    + "maximum, and waiting (\(waiting)) not below 0")
        }
    }
}
