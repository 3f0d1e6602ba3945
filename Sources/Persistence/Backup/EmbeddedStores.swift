import GRDB
public import MeridianCore

/// The stores of a platform on one machine, in one directory.
public final class EmbeddedStores: Sendable {
    public let documents: SQLiteDocumentStore
    public let queues: SQLiteEventQueues
    public let blobs: DirectoryBlobStore
    let directory: String

    /// Makes the directory if need be; blocks.
    /// - Throws: ``MeridianCore/ErrorCode/storeInUse``, ``MeridianCore/ErrorCode/storeUnusable``,
    ///   ``MeridianCore/ErrorCode/storeDamaged``, ``MeridianCore/ErrorCode/storeTooNew``.
    public init(directory: String, limits: EventQueueLimits = EventQueueLimits()) throws(MeridianError) {
        self.directory = directory
        try FileSystem.makeDirectory(directory)
        documents = try SQLiteDocumentStore(path: "\(directory)/\(StoreLayout.documents)")
        queues = try SQLiteEventQueues(directory: "\(directory)/\(StoreLayout.queues)", limits: limits)
        blobs = try DirectoryBlobStore(directory: "\(directory)/\(StoreLayout.blobs)")
    }

    public func close() async {
        await queues.close()
        await documents.close()
        blobs.close()
    }

    /// Reads everything there is.
    /// - Returns: What is wrong; empty when nothing is.
    public func check() async throws -> [MeridianError] {
        var problems = try await documents.check()
        for service in try await queues.services() { problems += try await queues.open(service).check() }
        return try await problems + blobs.check()
    }

    /// Writes a backup while the stores are used: documents as they are at one moment, the events of each service as they
    /// are at one moment a little later, and the blobs. Nobody is held up. The copies are read through before the backup
    /// has its name, so one that has it is whole.
    ///
    /// A blob that a document of the backup names must not be deleted meanwhile: let the collection of garbage rest.
    /// - Parameter target: The directory to be made, on any file system. Blobs are linked to when it is on the same.
    /// - Throws: ``MeridianCore/ErrorCode/backupTargetExists``, ``MeridianCore/ErrorCode/storeDamaged``,
    ///   ``MeridianCore/ErrorCode/damagedBlob``, ``MeridianCore/ErrorCode/storeFull``.
    @discardableResult
    public func backUp(to target: String) async throws -> BackupManifest {
        guard !FileSystem.exists(target) else { throw MeridianError.exists(target) }
        let partial = target + ".partial"
        try FileSystem.remove(partial)
        do {
            try FileSystem.makeDirectory(partial)
            let manifest = try await write(to: partial)
            try manifest.write(to: partial)
            try FileSystem.synchronizeDirectory(partial)
            try FileSystem.move(partial, to: target)
            return manifest
        } catch {
            try? FileSystem.remove(partial)
            throw error
        }
    }

    private func write(to backup: String) async throws -> BackupManifest {
        var manifest = BackupManifest(createdAt: .now, files: [])
        for folder in [StoreLayout.queues, StoreLayout.blobs] { try FileSystem.makeDirectory("\(backup)/\(folder)") }
        manifest.files.append(
            try await copy(documents.file, to: StoreLayout.documents, of: backup, SQLiteDocumentStore.problems))
        for service in try await queues.services() {
            let path = "\(StoreLayout.queues)/\(service).sqlite"
            manifest.files.append(
                try await copy(queues.open(service).file, to: path, of: backup, SQLiteEventQueue.problems))
        }
        try FileSystem.synchronizeDirectory("\(backup)/\(StoreLayout.queues)")
        var after: BlobDigest?
        repeat {
            let page = try await blobs.list(after: after, limit: 1_000)
            for blob in page.blobs { manifest.files.append(try await link(blob.digest, of: backup)) }
            after = page.next
        } while after != nil
        return manifest
    }

    private func copy(
        _ file: SQLiteFile, to path: String, of backup: String,
        _ problems: @Sendable (Database, String) throws -> [MeridianError]
    ) async throws -> BackupManifest.File {
        let target = "\(backup)/\(path)"
        try await file.copy(to: target, checkedBy: problems)
        let (digest, size) = try await Blocking.run { try FileCopy.digest(of: target) }
        return BackupManifest.File(path: path, size: size, sha256: digest.rawValue)
    }

    private func link(_ digest: BlobDigest, of backup: String) async throws -> BackupManifest.File {
        let (source, path) = (blobs.path(of: digest), StoreLayout.blob(digest))
        let size = try await Blocking.run {
            let target = "\(backup)/\(path)"
            try FileSystem.makeDirectory(FileSystem.parent(of: target))
            try FileCopy.link(source, to: target)
            try FileSystem.synchronizeDirectory(FileSystem.parent(of: target))
            let (found, size) = try FileCopy.digest(of: target)
            guard found == digest else { throw digest.damaged }
            return size
        }
        return BackupManifest.File(path: path, size: size, sha256: digest.rawValue)
    }
}

extension MeridianError {
    static func exists(_ path: String) -> MeridianError {
        MeridianError(.backupTargetExists, "'\(path)' exists already; move it, or name another directory", status: 409)
    }
}
