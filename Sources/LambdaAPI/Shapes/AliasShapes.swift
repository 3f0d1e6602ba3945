public import MeridianCore

/// How an alias divides calls: by version, the share of each from 0 to 1. The alias's own version gets the rest.
public struct AliasRouting: Sendable, Hashable, Codable {
    public var weights: [String: Double]

    private enum CodingKeys: String, CodingKey { case weights = "AdditionalVersionWeights" }

    public init(weights: [String: Double] = [:]) {
        self.weights = weights
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        weights = try container.decodeIfPresent([String: Double].self, forKey: .weights) ?? [:]
    }

    /// The other version and its share in percent, as an alias keeps it.
    /// - Throws: ``ErrorCode/lambdaParameterInvalid`` when there are several, or it is no whole percentage below 100.
    public func candidate() throws(MeridianError) -> (version: Int, percent: Int)? {
        guard let (text, weight) = weights.first else { return nil }
        guard weights.count == 1 else {
            throw MeridianError(
                .lambdaParameterInvalid, "AdditionalVersionWeights names \(weights.count) versions; it may name one",
                status: 400)
        }
        guard let version = Int(text), version > 0 else {
            throw MeridianError(
                .lambdaParameterInvalid, "AdditionalVersionWeights names '\(text)', which is no number of a version",
                status: 400)
        }
        let percent = (weight * 100).rounded()
        guard (0...1).contains(weight), abs(percent - weight * 100) < 1e-6, percent < 100 else {
            throw MeridianError(
                .lambdaParameterInvalid,
                "the weight of version \(text) is \(weight); it must be 0–0.99 in steps of 0.01", status: 400)
        }
        return percent == 0 ? nil : (version, Int(percent))
    }
}

/// The body of CreateAlias and UpdateAlias.
public struct AliasRequest: Sendable, Decodable {
    /// `nil` in UpdateAlias, whose path has it.
    public var name: String?
    public var version: String?
    public var description: String?
    public var routing: AliasRouting?
    public var revisionID: String?

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case version = "FunctionVersion"
        case description = "Description"
        case routing = "RoutingConfig"
        case revisionID = "RevisionId"
    }
}

/// An alias as clients see it.
public struct AliasConfiguration: Sendable, Hashable, Encodable {
    public var arn: String
    public var name: String
    public var version: String
    public var description: String
    public var routing: AliasRouting?
    public var revisionID: String

    private enum CodingKeys: String, CodingKey {
        case arn = "AliasArn"
        case name = "Name"
        case version = "FunctionVersion"
        case description = "Description"
        case routing = "RoutingConfig"
        case revisionID = "RevisionId"
    }

    public init(
        arn: FunctionARN, name: String, version: String, description: String, routing: AliasRouting?, revisionID: String
    ) {
        self.arn = arn.description
        self.name = name
        self.version = version
        self.description = description
        self.routing = routing
        self.revisionID = revisionID
    }
}

/// What ListAliases answers.
public struct AliasList: Sendable, Encodable {
    public var aliases: [AliasConfiguration]
    public var nextMarker: String?

    private enum CodingKeys: String, CodingKey {
        case aliases = "Aliases"
        case nextMarker = "NextMarker"
    }

    public init(aliases: [AliasConfiguration], nextMarker: String? = nil) {
        self.aliases = aliases
        self.nextMarker = nextMarker
    }
}
