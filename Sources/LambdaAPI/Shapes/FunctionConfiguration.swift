public import MeridianCore

/// A version of a function as clients see it.
public struct FunctionConfiguration: Sendable, Hashable, Encodable {
    public var name: String
    public var arn: FunctionARN
    public var runtime: String
    public var role: String
    public var handler: String
    /// Bytes.
    public var codeSize: Int
    public var description: String
    /// Seconds.
    public var timeout: Int
    /// MiB.
    public var memorySize: Int
    public var lastModified: Timestamp
    /// Base64.
    public var codeSHA256: String
    public var version: FunctionQualifier
    public var environment: [String: String]
    public var revisionID: String
    /// Why it can't be called; `nil` when it can.
    public var problem: String?

    public init(
        name: String, arn: FunctionARN, runtime: String, role: String, handler: String, codeSize: Int,
        description: String, timeout: Int, memorySize: Int, lastModified: Timestamp, codeSHA256: String,
        version: FunctionQualifier, environment: [String: String], revisionID: String, problem: String? = nil
    ) {
        self.name = name
        self.arn = arn
        self.runtime = runtime
        self.role = role
        self.handler = handler
        self.codeSize = codeSize
        self.description = description
        self.timeout = timeout
        self.memorySize = memorySize
        self.lastModified = lastModified
        self.codeSHA256 = codeSHA256
        self.version = version
        self.environment = environment
        self.revisionID = revisionID
        self.problem = problem
    }

    private struct Variables: Encodable {
        var variables: [String: String]

        enum CodingKeys: String, CodingKey { case variables = "Variables" }
    }

    private enum CodingKeys: String, CodingKey {
        case name = "FunctionName"
        case arn = "FunctionArn"
        case runtime = "Runtime"
        case role = "Role"
        case handler = "Handler"
        case codeSize = "CodeSize"
        case description = "Description"
        case timeout = "Timeout"
        case memorySize = "MemorySize"
        case lastModified = "LastModified"
        case codeSHA256 = "CodeSha256"
        case version = "Version"
        case environment = "Environment"
        case revisionID = "RevisionId"
        case state = "State"
        case reason = "StateReason"
        case lastUpdateStatus = "LastUpdateStatus"
        case packageType = "PackageType"
        case architectures = "Architectures"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(arn.description, forKey: .arn)
        try container.encode(runtime, forKey: .runtime)
        try container.encode(role, forKey: .role)
        try container.encode(handler, forKey: .handler)
        try container.encode(codeSize, forKey: .codeSize)
        try container.encode(description, forKey: .description)
        try container.encode(timeout, forKey: .timeout)
        try container.encode(memorySize, forKey: .memorySize)
        try container.encode(LambdaTime.text(lastModified), forKey: .lastModified)
        try container.encode(codeSHA256, forKey: .codeSHA256)
        try container.encode(version.description, forKey: .version)
        if !environment.isEmpty { try container.encode(Variables(variables: environment), forKey: .environment) }
        try container.encode(revisionID, forKey: .revisionID)
        try container.encode(problem == nil ? "Active" : "Failed", forKey: .state)
        try container.encodeIfPresent(problem, forKey: .reason)
        try container.encode("Successful", forKey: .lastUpdateStatus)
        try container.encode("Zip", forKey: .packageType)
        try container.encode([Architecture.current], forKey: .architectures)
    }
}

/// A moment as the service writes it: `2026-03-01T09:30:00.250+0000`.
enum LambdaTime {
    static func text(_ time: Timestamp) -> String { time.description.dropLast() + "+0000" }
}
