public import MeridianCore

/// Words that people put on a function: the body of TagResource, and what ListTags answers.
public struct Tags: Sendable, Hashable, Codable {
    /// The most of one function.
    public static let most = 50

    public var tags: [String: String]

    private enum CodingKeys: String, CodingKey { case tags = "Tags" }

    /// - Throws: ``ErrorCode/lambdaParameterInvalid`` with status 400.
    public init(checking tags: [String: String]) throws(MeridianError) {
        guard tags.count <= Self.most, tags.allSatisfy({ (1...128).contains($0.key.count) && $0.value.count <= 256 })
        else {
            throw MeridianError(
                .lambdaParameterInvalid,
                "a function has at most \(Self.most) tags, with names of 1–128 characters and values of up to 256",
                status: 400)
        }
        self.tags = tags
    }
}
