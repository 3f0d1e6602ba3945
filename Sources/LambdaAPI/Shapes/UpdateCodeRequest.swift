public import FoundationEssentials

/// The body of UpdateFunctionCode.
public struct UpdateCodeRequest: Sendable, Decodable {
    public var zip: Data
    public var publishes: Bool
    public var isDryRun: Bool
    public var revisionID: String?

    private enum CodingKeys: String, CodingKey {
        case publishes = "Publish"
        case isDryRun = "DryRun"
        case revisionID = "RevisionId"
        case architectures = "Architectures"
    }

    public init(from decoder: any Decoder) throws {
        zip = try FunctionCode(from: decoder).zip
        let container = try decoder.container(keyedBy: CodingKeys.self)
        publishes = try container.decodeIfPresent(Bool.self, forKey: .publishes) ?? false
        isDryRun = try container.decodeIfPresent(Bool.self, forKey: .isDryRun) ?? false
        revisionID = try container.decodeIfPresent(String.self, forKey: .revisionID)
        try Architecture.check(container.decodeIfPresent([String].self, forKey: .architectures))
    }
}

/// The body of PublishVersion.
public struct PublishVersionRequest: Sendable, Decodable {
    public var codeSHA256: String?
    public var description: String?
    public var revisionID: String?

    private enum CodingKeys: String, CodingKey {
        case codeSHA256 = "CodeSha256"
        case description = "Description"
        case revisionID = "RevisionId"
    }

    public init() {}
}
