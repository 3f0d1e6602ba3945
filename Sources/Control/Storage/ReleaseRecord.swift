import MeridianCore
import Persistence

/// What is kept of a release: `releases/SERVICE/NUMBER`. It never changes.
struct ReleaseRecord: Codable, Equatable, Sendable {
    /// The version of this document; 1.
    private(set) var version = 1
    let number: Int
    /// Of the package.
    let digest: BlobDigest
    /// Of the package in bytes; 0 for one that never was a zip.
    let size: Int
    let publishedAt: Timestamp
    let author: String?
    let source: SourceRevision?
    /// How many functions it has.
    let functions: Int
    /// The SHA-256 of the idempotency key under which it was sent.
    let idempotencyKey: BlobDigest?
    /// The name of the key by whose signature it was taken.
    let signedBy: String?

    init(
        number: Int, digest: BlobDigest, size: Int, publishedAt: Timestamp, author: String? = nil,
        source: SourceRevision? = nil, functions: Int = 0, idempotencyKey: BlobDigest? = nil,
        signedBy: String? = nil
    ) {
        self.number = number
        self.digest = digest
        self.size = size
        self.publishedAt = publishedAt
        self.author = author
        self.source = source
        self.functions = functions
        self.idempotencyKey = idempotencyKey
        self.signedBy = signedBy
    }
}

/// What is kept of an alias: `aliases/SERVICE/ALIAS`.
struct AliasRecord: Codable, Equatable, Sendable {
    /// The version of this document; 1.
    private(set) var version = 1
    var targets: AliasTargets
    /// Releases that it pointed at before, the latest last.
    var former: [Int]
    var changedAt: Timestamp
    /// When it was pointed at other releases, the latest last; `nil` as an older platform wrote it.
    var moves: [Move]?

    struct Move: Codable, Equatable, Sendable {
        var release: Int
        var at: Timestamp
    }

    private static let mostMoves = 100

    init(_ targets: AliasTargets, former: [Int] = [], changedAt: Timestamp) {
        self.targets = targets
        self.former = former
        self.changedAt = changedAt
        moves = [Move(release: targets.release, at: changedAt)]
    }

    /// Notes that it points at another release from now on.
    mutating func moved(to release: Int, at time: Timestamp) {
        moves = ((moves ?? []) + [Move(release: release, at: time)]).suffix(Self.mostMoves)
    }
}

/// What is kept of a service beside its releases and aliases: `services/SERVICE`.
struct ServiceRecord: Codable, Equatable, Sendable {
    /// The version of this document; 1.
    private(set) var version = 1
    /// The number that the next release gets; numbers are never used twice, also when old releases are removed.
    var nextNumber: Int

    init(nextNumber: Int) {
        self.nextNumber = nextNumber
    }
}
