import Meridian

/// Where Redis is and how it is spoken with: the settings `redis.KEY`.
public struct RedisSettings: Sendable {
    /// `HOST:PORT`, or `unix:PATH`. Default `127.0.0.1:6379`.
    public var address = "127.0.0.1:6379"
    /// The user, where the server has several.
    public var username: String?
    public var password: String?
    /// The number of the database. Default 0.
    public var database = 0
    /// How long a command waits for a connection, however often it is tried. Default 5 s.
    public var connectTimeout = Duration.seconds(5)
    /// How long the server may take for the oldest command under way before its connection is given up. Default 5 s.
    public var timeout = Duration.seconds(5)
    /// The most commands under way. Default 10,000.
    public var maxPending = 10_000

    public init() {}

    /// - Throws: ``ErrorCode/unreadableSetting`` or ``ErrorCode/invalidRedisSetting``.
    init(_ configuration: Configuration) throws(MeridianError) {
        address = try configuration.value("redis.address") ?? address
        username = try configuration.value("redis.username")
        password = try configuration.value("redis.password")
        database = try configuration.value("redis.database") ?? database
        connectTimeout = try configuration.value("redis.connectTimeout") ?? connectTimeout
        timeout = try configuration.value("redis.timeout") ?? timeout
        maxPending = try configuration.value("redis.maxPending") ?? maxPending
        try check()
    }

    func check() throws(MeridianError) {
        func refuse(_ key: String, _ what: String) -> MeridianError {
            MeridianError(.invalidRedisSetting, "'redis.\(key)' must be \(what)")
        }
        if place == nil { throw refuse("address", "HOST:PORT or unix:PATH, but is '\(address)'") }
        if database < 0 { throw refuse("database", "0 or more") }
        if connectTimeout < .milliseconds(1) { throw refuse("connectTimeout", "at least 1ms") }
        if timeout < .milliseconds(10) { throw refuse("timeout", "at least 10ms") }
        if maxPending < 1 { throw refuse("maxPending", "at least 1") }
        if username != nil, password == nil { throw refuse("password", "there with a username") }
    }

    enum Place: Equatable {
        case host(String, Int)
        case unix(String)
    }

    var place: Place? {
        if address.hasPrefix("unix:") {
            let path = String(address.dropFirst(5))
            return path.isEmpty ? nil : .unix(path)
        }
        guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]),
            (1...65_535).contains(port)
        else { return nil }
        var host = String(address[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return host.isEmpty ? nil : .host(host, port)
    }
}
