public import MeridianCore

/// A change of a service: the data of an event of `GET /v1/watch`, whose `event` is the ``kind``.
public struct ChangeDocument: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// A service was removed.
        case service
        /// A release was published, or removed because it is old.
        case release
        /// An alias points at something else, or was removed.
        case alias
        /// A rollout began, went on or ended.
        case rollout
    }

    /// A release as it was published.
    public struct Release: Sendable, Codable, Equatable {
        public var number: Int
        /// The SHA-256 of the package.
        public var digest: String
        /// The size of the package in bytes.
        public var size: Int
        public var publishedAt: Timestamp
        public var author: String?
        public var source: SourceRevision?
        /// Its preview.
        public var address: String
    }

    public var kind: Kind
    public var service: ServiceName
    /// The number of the release or rollout, or the name of the alias; `nil` for a service.
    public var name: String?
    /// Whether it is no more; what it was is not told then.
    public var isRemoved: Bool
    public var release: Release?
    public var alias: AliasDocument?
    public var rollout: RolloutDocument?

    public init(
        _ kind: Kind, of service: ServiceName, name: String? = nil, isRemoved: Bool = false, release: Release? = nil,
        alias: AliasDocument? = nil, rollout: RolloutDocument? = nil
    ) {
        self.kind = kind
        self.service = service
        self.name = name
        self.isRemoved = isRemoved
        self.release = release
        self.alias = alias
        self.rollout = rollout
    }
}

/// The data of the first event of `GET /v1/watch`, `open`.
public struct WatchOpeningDocument: Sendable, Codable, Equatable {
    /// Of the store; changes after it follow.
    public var revision: Int64
    /// Whether the stream goes on after the `Last-Event-ID` of the request. Otherwise what is there is to be read now:
    /// every later change follows.
    public var isResumed: Bool

    public init(revision: Int64, isResumed: Bool) {
        self.revision = revision
        self.isResumed = isResumed
    }
}
