import MeridianCore
public import NIOCore

/// A blob and how large it is.
public struct BlobInfo: Hashable, Sendable {
    public var digest: BlobDigest
    /// In bytes.
    public var size: Int64

    public init(digest: BlobDigest, size: Int64) {
        self.digest = digest
        self.size = size
    }
}

/// What is asked of a blob that is stored.
public struct BlobRequirement: Sendable {
    /// What it must be; `nil` for anything.
    public var digest: BlobDigest?
    /// Most bytes.
    public var size: Int64

    public init(digest: BlobDigest? = nil, size: Int64 = .max) {
        self.digest = digest
        self.size = size
    }

    /// - Throws: ``ErrorCode/blobTooLarge``.
    func check(size actual: Int64) throws(MeridianError) {
        guard actual <= size else {
            throw MeridianError(.blobTooLarge, "the blob has more than \(size) bytes", status: 413)
        }
    }

    /// - Throws: ``ErrorCode/blobMismatch``.
    func check(digest actual: BlobDigest) throws(MeridianError) {
        guard let digest, digest != actual else { return }
        throw MeridianError(
            .blobMismatch, "the bytes have the SHA-256 \(actual), not \(digest) as announced; send them again",
            status: 400)
    }
}

/// A part of a list of blobs.
public struct BlobPage: Sendable {
    /// By their digests.
    public var blobs: [BlobInfo]
    /// After which the next page begins; `nil` when this is the last.
    public var next: BlobDigest?

    public init(blobs: [BlobInfo], next: BlobDigest?) {
        self.blobs = blobs
        self.next = next
    }
}

/// Bytes under their SHA-256: stored once however often they are put, checked whenever they are read.
///
/// `PersistenceChecks` of the tests shows what every store must do.
public protocol BlobStore: Sendable {
    /// Stores bytes as they come, in bounded memory. They are durable when this returns.
    /// - Throws: ``MeridianCore/ErrorCode/blobMismatch``, ``MeridianCore/ErrorCode/blobTooLarge``,
    ///   ``MeridianCore/ErrorCode/storeFull``, and what the bytes throw. Then nothing is kept.
    @discardableResult
    func put<Bytes: AsyncSequence & Sendable>(
        _ bytes: Bytes, _ requirement: BlobRequirement
    ) async throws -> BlobInfo where Bytes.Element == ByteBuffer

    /// Stores what a file holds.
    @discardableResult
    func put(fileAt path: String, _ requirement: BlobRequirement) async throws -> BlobInfo

    /// - Returns: `nil` when there is no such blob.
    func info(_ digest: BlobDigest) async throws -> BlobInfo?

    /// The bytes of a blob in parts, each checked before it is given out; the whole was checked before the first.
    /// - Throws: ``MeridianCore/ErrorCode/unknownBlob``, ``MeridianCore/ErrorCode/damagedBlob``.
    func read(_ digest: BlobDigest) async throws -> BlobBytes

    /// Blobs by their digests.
    /// - Parameters:
    ///   - after: Where the page before ended; `nil` for the first page.
    ///   - limit: Most blobs, 1–1,000.
    func list(after: BlobDigest?, limit: Int) async throws -> BlobPage

    /// Whoever reads the blob reads on.
    /// - Returns: Whether there was one.
    @discardableResult
    func delete(_ digest: BlobDigest) async throws -> Bool
}

extension BlobStore {
    @discardableResult
    public func put<Bytes: AsyncSequence & Sendable>(
        _ bytes: Bytes
    ) async throws -> BlobInfo where Bytes.Element == ByteBuffer {
        try await put(bytes, BlobRequirement())
    }

    @discardableResult
    public func put(_ bytes: ByteBuffer, _ requirement: BlobRequirement = BlobRequirement()) async throws -> BlobInfo {
        try await put(BlobBytes(bytes), requirement)
    }

    @discardableResult
    public func put(fileAt path: String) async throws -> BlobInfo {
        try await put(fileAt: path, BlobRequirement())
    }

    /// The whole of a blob.
    /// - Parameter limit: Most bytes.
    /// - Throws: ``MeridianCore/ErrorCode/blobTooLarge``, and what ``read(_:)`` throws.
    public func collect(_ digest: BlobDigest, limit: Int64) async throws -> ByteBuffer {
        guard let info = try await info(digest) else { throw digest.unknown }
        try BlobRequirement(size: limit).check(size: info.size)
        var whole = ByteBuffer()
        for try await part in try await read(digest) { whole.writeImmutableBuffer(part) }
        return whole
    }
}

extension BlobDigest {
    var unknown: MeridianError {
        MeridianError(.unknownBlob, "there is no blob \(self)", status: 404)
    }

    var damaged: MeridianError {
        MeridianError(.damagedBlob, "the blob \(self) is damaged and not served; store the same bytes again")
    }
}
