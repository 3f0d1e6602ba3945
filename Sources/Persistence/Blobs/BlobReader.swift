import MeridianCore
import NIOCore
import Synchronization

/// Reads a blob that was checked, and checks it again: the last part is given out only when the whole is right, so nobody
/// ever has all bytes of a blob that is damaged.
final class BlobReader: Sendable {
    private let file: OpenFile
    private let digest: BlobDigest
    private let size: Int64
    private let hash = Mutex(BlobHash())

    /// - Parameter size: In bytes.
    init(_ file: OpenFile, _ digest: BlobDigest, size: Int64) {
        self.file = file
        self.digest = digest
        self.size = size
    }

    /// - Returns: `nil` at the end.
    /// - Throws: ``ErrorCode/damagedBlob``.
    func next() throws -> ByteBuffer? {
        try hash.withLock { hash in
            guard hash.size < size else { return nil }
            let wanted = Int(min(Int64(DirectoryBlobStore.partSize), size - hash.size))
            var part = ByteBuffer()
            while part.readableBytes < wanted {
                let offset = hash.size + Int64(part.readableBytes)
                let rest = wanted - part.readableBytes
                let count = try part.writeWithUnsafeMutableBytes(minimumWritableBytes: rest) { buffer in
                    try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<rest]), at: offset)
                }
                guard count > 0 else { throw digest.damaged }
            }
            hash.update(part)
            guard hash.size < size || hash.finish() == digest else { throw digest.damaged }
            return part
        }
    }
}
