/// What a release was built from.
public struct SourceRevision: Sendable, Codable, Hashable {
    /// In the words of the version control, for example a commit's hash.
    public var revision: String
    /// Whether files differed from that revision.
    public var isModified: Bool

    public init(revision: String, isModified: Bool = false) {
        self.revision = revision
        self.isModified = isModified
    }
}
