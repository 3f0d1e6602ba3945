public import MeridianCore
public import NIOCore

/// Blobs in a directory.
///
///     incoming/              what is being stored; emptied at start
///     9f/9f86d0…             blobs, by the first two digits of their names
///     lock                   held while the store is open
///
/// A blob is written beside its place, made durable and renamed, so that a crash leaves the whole or nothing.
public final class DirectoryBlobStore: BlobStore {
    let directory: String
    private let lock: StoreLock

    /// Bytes that are read at once.
    static let partSize = 256 << 10

    /// Makes the directory if need be, and removes what a crash left half done; blocks.
    /// - Throws: ``MeridianCore/ErrorCode/storeInUse``, ``MeridianCore/ErrorCode/storeUnusable``.
    public init(directory: String) throws(MeridianError) {
        self.directory = directory
        try FileSystem.makeDirectory(directory)
        lock = try StoreLock(directory + "/lock", of: directory)
        try FileSystem.remove(directory + "/incoming")
        try FileSystem.makeDirectory(directory + "/incoming")
    }

    @discardableResult
    public func put<Bytes: AsyncSequence & Sendable>(
        _ bytes: Bytes, _ requirement: BlobRequirement
    ) async throws -> BlobInfo where Bytes.Element == ByteBuffer {
        let incoming = try await Blocking.run { try IncomingBlob(self.incomingPath(), requirement) }
        for try await part in bytes {
            try Task.checkCancellation()
            try await Blocking.run { try incoming.write(part) }
        }
        return try await Blocking.run { try incoming.finish(in: self.directory) }
    }

    @discardableResult
    public func put(fileAt path: String, _ requirement: BlobRequirement) async throws -> BlobInfo {
        try await Blocking.run {
            guard let source = try OpenFile.reading(path) else {
                throw MeridianError(.storeUnusable, "there is no file '\(path)' to be stored")
            }
            let incoming = try IncomingBlob(self.incomingPath(), requirement)
            try source.readAll { part throws(MeridianError) in try incoming.write(part) }
            return try incoming.finish(in: self.directory)
        }
    }

    public func info(_ digest: BlobDigest) async throws -> BlobInfo? {
        let path = path(of: digest)
        return try await Blocking.run { try FileSystem.size(of: path) }.map { BlobInfo(digest: digest, size: $0) }
    }

    public func read(_ digest: BlobDigest) async throws -> BlobBytes {
        let path = path(of: digest)
        let (file, size) = try await Blocking.run {
            guard let file = try OpenFile.reading(path) else { throw digest.unknown }
            return (file, try Self.verify(file, digest))
        }
        return BlobBytes {
            let reader = BlobReader(file, digest, size: size)
            return { try await Blocking.run { try reader.next() } }
        }
    }

    /// Where a blob is, for what reads files by itself; it was checked just now.
    /// - Throws: ``MeridianCore/ErrorCode/unknownBlob``, ``MeridianCore/ErrorCode/damagedBlob``.
    public func verifiedPath(of digest: BlobDigest) async throws -> String {
        let path = path(of: digest)
        return try await Blocking.run {
            guard let file = try OpenFile.reading(path) else { throw digest.unknown }
            _ = try Self.verify(file, digest)
            return path
        }
    }

    /// Reads every blob.
    /// - Returns: What is wrong; empty when nothing is.
    public func check() async throws -> [MeridianError] {
        var problems: [MeridianError] = []
        var after: BlobDigest?
        repeat {
            let page = try await list(after: after, limit: 1_000)
            for blob in page.blobs {
                do {
                    _ = try await verifiedPath(of: blob.digest)
                } catch let error as MeridianError where error.code != .unknownBlob {
                    problems.append(error)
                }
            }
            after = page.next
        } while after != nil
        return problems
    }

    /// - Returns: The size in bytes.
    private static func verify(_ file: OpenFile, _ digest: BlobDigest) throws(MeridianError) -> Int64 {
        var hash = BlobHash()
        try file.readAll { hash.update($0) }
        guard hash.finish() == digest else { throw digest.damaged }
        return hash.size
    }

    public func list(after: BlobDigest?, limit: Int) async throws -> BlobPage {
        let limit = min(max(limit, 1), 1_000)
        return try await Blocking.run {
            var blobs: [BlobInfo] = []
            let first = after.map { String($0.rawValue.prefix(2)) } ?? ""
            for folder in try FileSystem.names(in: self.directory) where folder.utf8.count == 2 && folder >= first {
                for name in try FileSystem.names(in: "\(self.directory)/\(folder)") {
                    guard let digest = BlobDigest(rawValue: name), after.map({ digest > $0 }) ?? true,
                        let size = try FileSystem.size(of: self.path(of: digest))
                    else { continue }
                    guard blobs.count < limit else { return BlobPage(blobs: blobs, next: blobs.last?.digest) }
                    blobs.append(BlobInfo(digest: digest, size: size))
                }
            }
            return BlobPage(blobs: blobs, next: nil)
        }
    }

    @discardableResult
    public func delete(_ digest: BlobDigest) async throws -> Bool {
        let path = path(of: digest)
        return try await Blocking.run {
            guard FileSystem.exists(path) else { return false }
            try FileSystem.remove(path)
            try FileSystem.synchronizeDirectory(FileSystem.parent(of: path))
            return true
        }
    }

    /// Lets others open the directory. The store is not used after that.
    public func close() {
        lock.release()
    }

    func path(of digest: BlobDigest) -> String { Self.path(of: digest, in: directory) }

    static func path(of digest: BlobDigest, in directory: String) -> String {
        "\(directory)/\(digest.rawValue.prefix(2))/\(digest)"
    }

    private func incomingPath() -> String { "\(directory)/incoming/\(RequestID.make())" }
}
