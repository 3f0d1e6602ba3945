public import MeridianCore

/// How the requests to one name are spread over releases.
public struct Traffic: Sendable {
    /// Requests that go to another release than chance or key would send them to.
    public struct Rule: Sendable {
        public var key: RequestKey
        public var value: String
        public var release: RoutingTable.Entry

        public init(_ key: RequestKey, equals value: String, release: RoutingTable.Entry) {
            self.key = key
            self.value = value
            self.release = release
        }
    }

    public struct Candidate: Sendable {
        public var release: RoutingTable.Entry
        /// Percent of the requests, 1–99.
        public var weight: Int

        public init(_ release: RoutingTable.Entry, weight: Int) {
            self.release = release
            self.weight = weight
        }
    }

    /// Releases whose pages keep them: what such a page asks for goes to its own release.
    public struct Pin: Sendable {
        /// Where a request carries the number of the release that its page is of.
        public var key: RequestKey
        public var releases: [RoutingTable.Entry]
        /// Releases that are woken when a page asks for them.
        public var asleep: Set<Int>

        public init(_ key: RequestKey, releases: [RoutingTable.Entry], asleep: Set<Int> = []) {
            self.key = key
            self.releases = releases
            self.asleep = asleep
        }
    }

    public var release: RoutingTable.Entry
    public var candidate: Candidate?
    /// The first that matches decides.
    public var rules: [Rule]
    /// Requests with the same value here go to the same of the two releases, for as long as the weight allows.
    public var sticky: RequestKey?
    public var pin: Pin?

    public init(
        _ release: RoutingTable.Entry, candidate: Candidate? = nil, rules: [Rule] = [], sticky: RequestKey? = nil,
        pin: Pin? = nil
    ) {
        self.release = release
        self.candidate = candidate
        self.rules = rules
        self.sticky = sticky
        self.pin = pin
    }
}

/// The names of one service and what answers them.
public struct ServiceRoutes: Sendable {
    public var service: ServiceName
    /// Answers `SERVICE.localhost`; `nil` while nothing is live.
    public var live: Traffic?
    /// Answer `ALIAS--SERVICE.localhost`.
    public var aliases: [String: Traffic]
    /// Answer `NUMBER--SERVICE.localhost`.
    public var previews: [RoutingTable.Entry]
    /// Releases that answer `NUMBER--SERVICE.localhost` once they are woken.
    public var asleep: Set<Int>

    public init(
        _ service: ServiceName, live: Traffic? = nil, aliases: [String: Traffic] = [:],
        previews: [RoutingTable.Entry] = [], asleep: Set<Int> = []
    ) {
        self.service = service
        self.live = live
        self.aliases = aliases
        self.previews = previews
        self.asleep = asleep
    }
}
