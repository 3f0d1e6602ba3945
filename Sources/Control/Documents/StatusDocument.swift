public import Engine
public import MeridianCore

/// What runs at a moment: `GET /v1/status`.
public struct StatusDocument: Sendable, Codable, Equatable {
    public struct Service: Sendable, Codable, Equatable {
        public var service: ServiceName
        public var release: Int
        public var groups: [GroupStatus]

        public init(service: ServiceName, release: Int, groups: [GroupStatus]) {
            self.service = service
            self.release = release
            self.groups = groups
        }
    }

    public var pid: Int
    public var startedAt: Timestamp
    /// Where the gateway answers.
    public var gateway: String
    public var services: [Service]

    public init(pid: Int, startedAt: Timestamp, gateway: String, services: [Service]) {
        self.pid = pid
        self.startedAt = startedAt
        self.gateway = gateway
        self.services = services
    }
}

/// Whether the platform serves: `GET /v1/health`, without a token.
public struct HealthDocument: Sendable, Codable, Equatable {
    /// `ok`, or `draining` while it shuts down.
    public var status: String

    public init(status: String) {
        self.status = status
    }
}
