public import MeridianCore

/// How often a function may run at a time.
public struct ReservedConcurrency: Sendable, Hashable, Codable {
    /// `nil` when nothing was said.
    public var executions: Int?

    private enum CodingKeys: String, CodingKey { case executions = "ReservedConcurrentExecutions" }

    public init(executions: Int?) {
        self.executions = executions
    }
}

/// The body of PutProvisionedConcurrencyConfig.
public struct ProvisionedConcurrencyRequest: Sendable, Decodable {
    public var executions: Int

    private enum CodingKeys: String, CodingKey { case executions = "ProvisionedConcurrentExecutions" }
}

/// How many instances of a version are kept ready, and how many are.
public struct ProvisionedConcurrency: Sendable, Hashable, Encodable {
    /// Told in lists.
    public var arn: String?
    public var requested: Int
    public var available: Int
    public var allocated: Int
    public var lastModified: Timestamp

    private enum CodingKeys: String, CodingKey {
        case arn = "FunctionArn"
        case requested = "RequestedProvisionedConcurrentExecutions"
        case available = "AvailableProvisionedConcurrentExecutions"
        case allocated = "AllocatedProvisionedConcurrentExecutions"
        case status = "Status"
        case lastModified = "LastModified"
    }

    public init(arn: FunctionARN? = nil, requested: Int, available: Int, allocated: Int, lastModified: Timestamp) {
        self.arn = arn?.description
        self.requested = requested
        self.available = available
        self.allocated = allocated
        self.lastModified = lastModified
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(arn, forKey: .arn)
        try container.encode(requested, forKey: .requested)
        try container.encode(available, forKey: .available)
        try container.encode(allocated, forKey: .allocated)
        try container.encode(allocated >= requested ? "READY" : "IN_PROGRESS", forKey: .status)
        try container.encode(LambdaTime.text(lastModified), forKey: .lastModified)
    }
}

/// What ListProvisionedConcurrencyConfigs answers.
public struct ProvisionedConcurrencyList: Sendable, Encodable {
    public var configurations: [ProvisionedConcurrency]
    public var nextMarker: String?

    private enum CodingKeys: String, CodingKey {
        case configurations = "ProvisionedConcurrencyConfigs"
        case nextMarker = "NextMarker"
    }

    public init(configurations: [ProvisionedConcurrency], nextMarker: String? = nil) {
        self.configurations = configurations
        self.nextMarker = nextMarker
    }
}
