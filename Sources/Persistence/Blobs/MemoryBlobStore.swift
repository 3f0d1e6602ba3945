import MeridianCore
public import NIOCore
import Synchronization

/// Blobs in memory, for tests and for what need not survive.
public final class MemoryBlobStore: BlobStore {
    private let blobs = Mutex([BlobDigest: ByteBuffer]())

    public init() {}

    @discardableResult
    public func put<Bytes: AsyncSequence & Sendable>(
        _ bytes: Bytes, _ requirement: BlobRequirement
    ) async throws -> BlobInfo where Bytes.Element == ByteBuffer {
        var whole = ByteBuffer()
        for try await part in bytes {
            whole.writeImmutableBuffer(part)
            try requirement.check(size: Int64(whole.readableBytes))
        }
        return try keep(whole, requirement)
    }

    @discardableResult
    public func put(fileAt path: String, _ requirement: BlobRequirement) async throws -> BlobInfo {
        guard let bytes = SmallFiles.bytes(of: path) else { throw FileSystem.failure("read", path) }
        try requirement.check(size: Int64(bytes.count))
        return try keep(ByteBuffer(bytes: bytes), requirement)
    }

    private func keep(_ bytes: ByteBuffer, _ requirement: BlobRequirement) throws(MeridianError) -> BlobInfo {
        let digest = BlobDigest(of: bytes)
        try requirement.check(digest: digest)
        blobs.withLock { $0[digest] = bytes }
        return BlobInfo(digest: digest, size: Int64(bytes.readableBytes))
    }

    public func info(_ digest: BlobDigest) async throws -> BlobInfo? {
        blobs.withLock { $0[digest] }.map { BlobInfo(digest: digest, size: Int64($0.readableBytes)) }
    }

    public func read(_ digest: BlobDigest) async throws -> BlobBytes {
        guard let bytes = blobs.withLock({ $0[digest] }) else { throw digest.unknown }
        return BlobBytes(bytes)
    }

    public func list(after: BlobDigest?, limit: Int) async throws -> BlobPage {
        let limit = min(max(limit, 1), 1_000)
        return blobs.withLock { blobs in
            let following = blobs.keys.filter { digest in after.map { digest > $0 } ?? true }.sorted()
            let page = following.prefix(limit)
            return BlobPage(
                blobs: page.map { BlobInfo(digest: $0, size: Int64(blobs[$0]?.readableBytes ?? 0)) },
                next: following.count > limit ? page.last : nil)
        }
    }

    @discardableResult
    public func delete(_ digest: BlobDigest) async throws -> Bool {
        blobs.withLock { $0.removeValue(forKey: digest) } != nil
    }
}
