public import MeridianCore

/// Who gets what becomes of asynchronous calls.
public struct DestinationConfiguration: Sendable, Hashable, Codable {
    public struct Target: Sendable, Hashable, Codable {
        /// The ARN of a function.
        public var destination: String?

        private enum CodingKeys: String, CodingKey { case destination = "Destination" }

        public init(destination: String?) {
            self.destination = destination
        }
    }

    public var onSuccess: Target?
    public var onFailure: Target?

    private enum CodingKeys: String, CodingKey {
        case onSuccess = "OnSuccess"
        case onFailure = "OnFailure"
    }

    public init(onSuccess: Target? = nil, onFailure: Target? = nil) {
        self.onSuccess = onSuccess
        self.onFailure = onFailure
    }
}

/// The body of PutFunctionEventInvokeConfig and UpdateFunctionEventInvokeConfig.
public struct EventInvokeRequest: Sendable, Decodable {
    /// After the first try.
    public var retries: Int?
    /// Seconds.
    public var maximumAge: Int?
    public var destinations: DestinationConfiguration?

    private enum CodingKeys: String, CodingKey {
        case retries = "MaximumRetryAttempts"
        case maximumAge = "MaximumEventAgeInSeconds"
        case destinations = "DestinationConfig"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        retries = try container.decodeIfPresent(Int.self, forKey: .retries)
        maximumAge = try container.decodeIfPresent(Int.self, forKey: .maximumAge)
        destinations = try container.decodeIfPresent(DestinationConfiguration.self, forKey: .destinations)
        if let retries, !(0...2).contains(retries) {
            throw MeridianError(
                .lambdaParameterInvalid, "MaximumRetryAttempts is \(retries); it must be 0–2", status: 400)
        }
        if let maximumAge, !(60...21_600).contains(maximumAge) {
            throw MeridianError(
                .lambdaParameterInvalid, "MaximumEventAgeInSeconds is \(maximumAge); it must be 60–21600", status: 400)
        }
    }
}

/// How asynchronous calls of a function are made, as clients see it.
public struct EventInvokeConfiguration: Sendable, Hashable, Encodable {
    public var arn: String
    /// Seconds since 1970.
    public var lastModified: Double
    public var retries: Int?
    public var maximumAge: Int?
    public var destinations: DestinationConfiguration

    private enum CodingKeys: String, CodingKey {
        case arn = "FunctionArn"
        case lastModified = "LastModified"
        case retries = "MaximumRetryAttempts"
        case maximumAge = "MaximumEventAgeInSeconds"
        case destinations = "DestinationConfig"
    }

    public init(
        arn: FunctionARN, lastModified: Timestamp, retries: Int?, maximumAge: Int?,
        destinations: DestinationConfiguration
    ) {
        self.arn = arn.description
        self.lastModified = Double(lastModified.milliseconds) / 1_000
        self.retries = retries
        self.maximumAge = maximumAge
        self.destinations = destinations
    }
}

/// What ListFunctionEventInvokeConfigs answers.
public struct EventInvokeList: Sendable, Encodable {
    public var configurations: [EventInvokeConfiguration]

    private enum CodingKeys: String, CodingKey { case configurations = "FunctionEventInvokeConfigs" }

    public init(configurations: [EventInvokeConfiguration]) {
        self.configurations = configurations
    }
}
