public import MeridianCore

/// The body of CreateFunctionUrlConfig and UpdateFunctionUrlConfig.
public struct FunctionURLRequest: Sendable, Decodable {
    public var authType: String?

    private enum CodingKeys: String, CodingKey { case authType = "AuthType" }

    public init(from decoder: any Decoder) throws {
        try decoder.refuse(["Cors": "let the function answer with the fields itself"])
        let container = try decoder.container(keyedBy: CodingKeys.self)
        authType = try container.decodeIfPresent(String.self, forKey: .authType)
        guard authType == nil || authType == "NONE" else {
            throw MeridianError(
                .lambdaNotOffered,
                "AuthType \(authType ?? "") is not offered here; use NONE and let the function look at the caller, or "
                    + "invoke it through this API", status: 400)
        }
    }
}

/// The address of a function, as clients see it.
public struct FunctionURLConfiguration: Sendable, Hashable, Encodable {
    public var url: String
    public var arn: String
    public var createdAt: Timestamp
    public var changedAt: Timestamp

    private enum CodingKeys: String, CodingKey {
        case url = "FunctionUrl"
        case arn = "FunctionArn"
        case authType = "AuthType"
        case createdAt = "CreationTime"
        case changedAt = "LastModifiedTime"
        case invokeMode = "InvokeMode"
    }

    public init(url: String, arn: FunctionARN, createdAt: Timestamp, changedAt: Timestamp) {
        self.url = url
        self.arn = arn.description
        self.createdAt = createdAt
        self.changedAt = changedAt
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(url, forKey: .url)
        try container.encode(arn, forKey: .arn)
        try container.encode("NONE", forKey: .authType)
        try container.encode(createdAt.description, forKey: .createdAt)
        try container.encode(changedAt.description, forKey: .changedAt)
        // An answer that a function streams leaves as it comes.
        try container.encode("RESPONSE_STREAM", forKey: .invokeMode)
    }
}

/// What ListFunctionUrlConfigs answers.
public struct FunctionURLList: Sendable, Encodable {
    public var configurations: [FunctionURLConfiguration]

    private enum CodingKeys: String, CodingKey { case configurations = "FunctionUrlConfigs" }

    public init(configurations: [FunctionURLConfiguration]) {
        self.configurations = configurations
    }
}
