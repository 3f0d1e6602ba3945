public import MeridianCore

/// A release as the control API describes it.
public struct ReleaseDocument: Sendable, Codable, Equatable {
    public var service: ServiceName
    public var number: Int
    /// The SHA-256 of the package.
    public var digest: String
    /// The size of the package in bytes.
    public var size: Int
    public var publishedAt: Timestamp
    public var author: String?
    public var source: SourceRevision?
    /// The name of the key by whose signature it was taken.
    public var signedBy: String?
    /// How many functions it has.
    public var functions: Int
    /// The aliases that send requests to it.
    public var aliases: [AliasName]
    /// Its preview: where the gateway answers by this release and no other.
    public var address: String
    /// What the package says of itself; only in the answer about one release.
    public var manifest: Manifest?

    public init(
        service: ServiceName, number: Int, digest: String, size: Int, publishedAt: Timestamp, author: String? = nil,
        source: SourceRevision? = nil, signedBy: String? = nil, functions: Int, aliases: [AliasName], address: String,
        manifest: Manifest? = nil
    ) {
        self.service = service
        self.number = number
        self.digest = digest
        self.size = size
        self.publishedAt = publishedAt
        self.author = author
        self.source = source
        self.signedBy = signedBy
        self.functions = functions
        self.aliases = aliases
        self.address = address
        self.manifest = manifest
    }
}

/// A page of `GET /v1/services/{service}/releases`.
public struct ReleaseListDocument: Sendable, Codable, Equatable {
    /// The newest first.
    public var releases: [ReleaseDocument]
    /// What `after` takes for the next page; `nil` when this is the last.
    public var next: Int?

    public init(releases: [ReleaseDocument], next: Int? = nil) {
        self.releases = releases
        self.next = next
    }
}

/// The body of `POST /v1/services/{service}/promote` and `…/rollback`; without a release, the newest or the former one.
public struct ReleaseChoiceDocument: Sendable, Codable, Equatable {
    public var release: Int?

    public init(release: Int? = nil) {
        self.release = release
    }
}
