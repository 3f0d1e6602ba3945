public import MeridianCore
import Persistence

extension Platform {
    /// Writes a backup of all documents, packages and events while the platform runs. No package is removed meanwhile.
    /// - Parameter path: The directory to be made.
    func backUp(to path: String) async throws -> BackupDocument {
        let stores = stores
        let manifest = try await services.packages.withoutCollection { try await stores.backUp(to: path) }
        try await services.collectAll()
        return BackupDocument(path: path, files: manifest.files.count, size: manifest.files.reduce(0) { $0 + $1.size })
    }

    /// Brings back what a backup holds, into a data directory that no platform uses; blocks. The owner's token is not part
    /// of a backup: the directory keeps its own, or gets a new one.
    /// - Parameter replacing: Whether to move documents, packages and events that are there aside, as `store.replaced`;
    ///   otherwise there must be none.
    /// - Throws: ``MeridianCore/ErrorCode/dataDirectoryInUse``, ``MeridianCore/ErrorCode/backupUnusable``,
    ///   ``MeridianCore/ErrorCode/backupTargetExists``.
    public static func restore(
        _ backup: String, to dataDirectory: String, replacing: Bool = false
    ) throws(MeridianError) -> BackupDocument {
        let directory = try DataDirectory(dataDirectory)
        let manifest = try EmbeddedStores.restore(backup, to: directory.storePath, replacing: replacing)
        return BackupDocument(
            path: dataDirectory, files: manifest.files.count, size: manifest.files.reduce(0) { $0 + $1.size })
    }
}
