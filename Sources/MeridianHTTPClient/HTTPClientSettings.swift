public import Meridian

/// How one client calls. Each is the setting `httpClients.NAME.KEY`, or else `httpClients.default.KEY`.
public struct HTTPClientSettings: Sendable {
    /// What paths are put behind, such as `https://stock.example.com/v1`. Not taken from `default`.
    public var baseURL: String?
    /// The time for a whole call with its retries. The deadline of the calling invocation may come first.
    public var timeout: Duration
    /// The time for a connection to come about.
    public var connectTimeout: Duration
    /// The longest time without a byte of an answer.
    public var readTimeout: Duration
    /// How long a connection without use stays open.
    public var keepAlive: Duration
    /// The most connections to one host over HTTP/1.1; further calls wait.
    public var maxConnections: Int
    /// The most redirections that one call follows; 0 follows none.
    public var redirects: Int
    /// The most bytes of an answer that is read as a whole, after decompression.
    public var maxResponseSize: Int
    /// How often a call is tried again at most.
    public var retries: Int
    /// The longest pause before the first retry; it doubles with each.
    public var retryPause: Duration
    /// What no pause is longer than.
    public var retryLongestPause: Duration
    /// How many retries a call earns on the average, such as 0.1, so that retries can't multiply an outage.
    public var retryBudget: Double
    /// `http://host:port` of a proxy.
    public var proxy: String?
    /// Fields of every request that does not have them itself.
    public var headers: HTTPFields

    private static let keys = [
        "baseURL", "timeout", "connectTimeout", "readTimeout", "keepAlive", "maxConnections", "redirects",
        "maxResponseSize", "retries", "retryPause", "retryLongestPause", "retryBudget", "proxy", "headers",
    ]

    /// - Throws: ``ErrorCode/unreadableSetting``, ``ErrorCode/invalidClientSetting`` or
    ///   ``ErrorCode/invalidClientAddress``.
    init(_ name: String, _ configuration: Configuration) throws(MeridianError) {
        let prefix = "httpClients.\(name)."
        for key in configuration.keys where key.hasPrefix(prefix) {
            let key = key.dropFirst(prefix.count).prefix { $0 != "." }
            guard Self.keys.contains(String(key)) else {
                throw MeridianError(
                    .invalidClientSetting,
                    "'\(prefix)\(key)' is no setting of an HTTP client; there are " + Self.keys.joined(separator: ", "))
            }
        }
        func optional<Value: Decodable>(_ key: String) throws(MeridianError) -> Value? {
            if let value: Value = try configuration.value(prefix + key) { return value }
            return try configuration.value("httpClients.default." + key)
        }
        func required<Value: Decodable & Comparable>(_ key: String, atLeast least: Value) throws(MeridianError) -> Value
        {
            guard let value: Value = try optional(key), value >= least else {
                throw MeridianError(.invalidClientSetting, "'\(prefix)\(key)' must be at least \(least)")
            }
            return value
        }
        baseURL = try configuration.value(prefix + "baseURL")
        timeout = try required("timeout", atLeast: .milliseconds(1))
        connectTimeout = try required("connectTimeout", atLeast: .milliseconds(1))
        readTimeout = try required("readTimeout", atLeast: .milliseconds(1))
        keepAlive = try required("keepAlive", atLeast: .zero)
        maxConnections = try required("maxConnections", atLeast: 1)
        redirects = try required("redirects", atLeast: 0)
        maxResponseSize = try required("maxResponseSize", atLeast: 0)
        retries = try required("retries", atLeast: 0)
        retryPause = try required("retryPause", atLeast: .zero)
        retryLongestPause = try required("retryLongestPause", atLeast: .zero)
        retryBudget = try required("retryBudget", atLeast: 0)
        proxy = try optional("proxy")
        headers = HTTPFields()
        let named: [String: String] = try optional("headers") ?? [:]
        for (name, value) in named.sorted(by: { $0.key < $1.key }) { headers.append(name, value) }
        for (key, address) in [("baseURL", baseURL), ("proxy", proxy)] {
            guard let address, ClientAddress(address) == nil else { continue }
            throw MeridianError(
                .invalidClientAddress,
                "'\(prefix)\(key)' must be http:// or https:// with a host, but is '\(address)'")
        }
    }
}

/// The settings of all clients, by name.
struct HTTPClientSettingsTable: Sendable {
    let byName: [String: HTTPClientSettings]

    /// - Parameter names: Beside `default` and those that the configuration names.
    init(_ names: [String], _ configuration: Configuration) throws(MeridianError) {
        let prefix = "httpClients."
        let configured = configuration.keys.filter { $0.hasPrefix(prefix) }
            .map { String($0.dropFirst(prefix.count).prefix { $0 != "." }) }
        var byName: [String: HTTPClientSettings] = [:]
        for name in Set(names + configured + ["default"]) {
            byName[name] = try HTTPClientSettings(name, configuration)
        }
        self.byName = byName
    }
}
