/// What ListFunctions answers.
public struct FunctionList: Sendable, Encodable {
    public var functions: [FunctionConfiguration]
    public var nextMarker: String?

    private enum CodingKeys: String, CodingKey {
        case functions = "Functions"
        case nextMarker = "NextMarker"
    }

    public init(functions: [FunctionConfiguration], nextMarker: String? = nil) {
        self.functions = functions
        self.nextMarker = nextMarker
    }
}

/// What ListVersionsByFunction answers.
public struct VersionList: Sendable, Encodable {
    public var versions: [FunctionConfiguration]
    public var nextMarker: String?

    private enum CodingKeys: String, CodingKey {
        case versions = "Versions"
        case nextMarker = "NextMarker"
    }

    public init(versions: [FunctionConfiguration], nextMarker: String? = nil) {
        self.versions = versions
        self.nextMarker = nextMarker
    }
}

/// What GetFunction answers. Where the code can be had is no part of it: there is no other place than the platform.
public struct FunctionDescription: Sendable, Encodable {
    public var configuration: FunctionConfiguration
    public var tags: [String: String]?
    public var concurrency: ReservedConcurrency?

    private enum CodingKeys: String, CodingKey {
        case configuration = "Configuration"
        case code = "Code"
        case tags = "Tags"
        case concurrency = "Concurrency"
    }

    public init(configuration: FunctionConfiguration, tags: [String: String], concurrency: ReservedConcurrency?) {
        self.configuration = configuration
        self.tags = tags.isEmpty ? nil : tags
        self.concurrency = concurrency
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(configuration, forKey: .configuration)
        // Clients expect the member.
        try container.encode([String: String](), forKey: .code)
        try container.encodeIfPresent(tags, forKey: .tags)
        try container.encodeIfPresent(concurrency, forKey: .concurrency)
    }
}
