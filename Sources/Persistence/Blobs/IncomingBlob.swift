import MeridianCore
import NIOCore
import Synchronization

/// A blob on its way into a directory. What is not finished is removed.
final class IncomingBlob: Sendable {
    private let file: OpenFile
    private let requirement: BlobRequirement
    private let hash = Mutex(BlobHash())

    init(_ path: String, _ requirement: BlobRequirement) throws(MeridianError) {
        file = try OpenFile.creating(path)
        self.requirement = requirement
    }

    deinit {
        // After `finish` it has another name.
        try? FileSystem.remove(file.path)
    }

    /// - Throws: ``ErrorCode/blobTooLarge``, ``ErrorCode/storeFull``.
    func write(_ part: ByteBuffer) throws(MeridianError) {
        try part.withUnsafeReadableBytes { bytes throws(MeridianError) in try write(bytes) }
    }

    /// - Throws: ``ErrorCode/blobTooLarge``, ``ErrorCode/storeFull``.
    func write(_ part: UnsafeRawBufferPointer) throws(MeridianError) {
        try hash.withLock { hash throws(MeridianError) in
            try requirement.check(size: hash.size + Int64(part.count))
            try file.write(part, at: hash.size)
            hash.update(part)
        }
    }

    /// Gives the blob its name.
    /// - Throws: ``ErrorCode/blobMismatch``.
    func finish(in directory: String) throws(MeridianError) -> BlobInfo {
        let hash = hash.withLock { $0 }
        let digest = hash.finish()
        try requirement.check(digest: digest)
        try file.synchronize()
        let target = DirectoryBlobStore.path(of: digest, in: directory)
        try FileSystem.makeDirectory(FileSystem.parent(of: target))
        // Also over one that is there: it may be damaged.
        try FileSystem.move(file.path, to: target)
        return BlobInfo(digest: digest, size: hash.size)
    }
}
