import MeridianCore

/// What is said of a function beside its code; `nil` leaves it as it is. It is the body of UpdateFunctionConfiguration and a
/// part of CreateFunction's.
public struct FunctionSettings: Sendable, Hashable, Decodable {
    public var runtime: String?
    public var role: String?
    public var handler: String?
    public var description: String?
    /// Seconds.
    public var timeout: Int?
    /// MiB.
    public var memorySize: Int?
    public var environment: [String: String]?
    public var revisionID: String?

    private struct Environment: Decodable {
        var variables: [String: String]?

        private enum CodingKeys: String, CodingKey { case variables = "Variables" }
    }

    private enum CodingKeys: String, CodingKey {
        case runtime = "Runtime"
        case role = "Role"
        case handler = "Handler"
        case description = "Description"
        case timeout = "Timeout"
        case memorySize = "MemorySize"
        case environment = "Environment"
        case revisionID = "RevisionId"
    }

    private static let notOffered = [
        "Layers": "put their files into the zip",
        "VpcConfig": "functions are in the network of the platform",
        "DeadLetterConfig":
            "events that fail are kept: see `meridian queue peek --dead`, or set an on-failure destination",
        "FileSystemConfigs": "functions see their own package alone",
        "ImageConfig": "functions are zips",
        "KMSKeyArn": "environment variables are sealed by nobody else; use `meridian secret set`",
        "CodeSigningConfigArn": "leave it out",
        "CapacityProviderConfig": "leave it out",
        "DurableConfig": "leave it out",
        "TenancyConfig": "leave it out",
    ]

    public init() {}

    public init(from decoder: any Decoder) throws {
        try decoder.refuse(Self.notOffered)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        runtime = try container.decodeIfPresent(String.self, forKey: .runtime)
        role = try container.decodeIfPresent(String.self, forKey: .role)
        handler = try container.decodeIfPresent(String.self, forKey: .handler)
        description = try container.decodeIfPresent(String.self, forKey: .description)
        timeout = try container.decodeIfPresent(Int.self, forKey: .timeout)
        memorySize = try container.decodeIfPresent(Int.self, forKey: .memorySize)
        environment = try container.decodeIfPresent(Environment.self, forKey: .environment).map { $0.variables ?? [:] }
        revisionID = try container.decodeIfPresent(String.self, forKey: .revisionID)
        try check("Timeout", timeout, 1...900)
        try check("MemorySize", memorySize, 128...10_240)
        if let description, description.utf8.count > 256 {
            throw MeridianError(.lambdaParameterInvalid, "Description has more than 256 bytes; shorten it", status: 400)
        }
    }

    private func check(_ name: String, _ value: Int?, _ range: ClosedRange<Int>) throws(MeridianError) {
        guard let value, !range.contains(value) else { return }
        throw MeridianError(
            .lambdaParameterInvalid, "\(name) is \(value); it must be \(range.lowerBound)–\(range.upperBound)",
            status: 400)
    }
}
