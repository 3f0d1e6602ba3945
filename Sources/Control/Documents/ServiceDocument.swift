public import MeridianCore

/// A service as the control API describes it.
public struct ServiceDocument: Sendable, Codable, Equatable {
    public struct Release: Sendable, Codable, Equatable {
        public var number: Int
        /// The SHA-256 of the package.
        public var digest: String
        /// The size of the package in bytes.
        public var size: Int
        public var publishedAt: Timestamp
        public var isLive: Bool

        public init(number: Int, digest: String, size: Int, publishedAt: Timestamp, isLive: Bool) {
            self.number = number
            self.digest = digest
            self.size = size
            self.publishedAt = publishedAt
            self.isLive = isLive
        }
    }

    public var service: ServiceName
    /// Where the gateway answers for the service.
    public var address: String
    /// Oldest first.
    public var releases: [Release]
    public var functions: [FunctionDocument]
    /// Why the service does not answer, when it does not.
    public var problem: String?

    public init(
        service: ServiceName, address: String, releases: [Release], functions: [FunctionDocument],
        problem: String? = nil
    ) {
        self.service = service
        self.address = address
        self.releases = releases
        self.functions = functions
        self.problem = problem
    }
}

/// `GET /v1/services`
public struct ServiceListDocument: Sendable, Codable, Equatable {
    public var services: [ServiceDocument]

    public init(services: [ServiceDocument]) {
        self.services = services
    }
}

/// `GET /v1/functions`
public struct FunctionListDocument: Sendable, Codable, Equatable {
    public var functions: [FunctionDocument]

    public init(functions: [FunctionDocument]) {
        self.functions = functions
    }
}
