public import MeridianCore

extension EmbeddedStores {
    /// Brings back what a backup holds. Everything is copied and checked beside the target before the target is touched;
    /// blocks.
    /// - Parameters:
    ///   - backup: The directory of the backup.
    ///   - directory: Of the stores, which are not open.
    ///   - replacing: Whether to move what is there aside, as `DIRECTORY.replaced`; otherwise there must be nothing.
    /// - Throws: ``MeridianCore/ErrorCode/backupUnusable``, ``MeridianCore/ErrorCode/backupTargetExists``,
    ///   ``MeridianCore/ErrorCode/storeInUse``, ``MeridianCore/ErrorCode/storeFull``.
    @discardableResult
    public static func restore(
        _ backup: String, to directory: String, replacing: Bool = false
    ) throws(MeridianError) -> BackupManifest {
        let aside = directory + ".replaced"
        let isThere = FileSystem.exists(directory)
        guard !isThere || replacing else { throw MeridianError.exists(directory) }
        guard !isThere || !FileSystem.exists(aside) else { throw MeridianError.exists(aside) }
        let manifest = try BackupManifest.read(from: backup)

        let partial = directory + ".restoring"
        try FileSystem.remove(partial)
        do throws(MeridianError) {
            try FileSystem.makeDirectory(partial)
            for file in manifest.files { try restore(file, from: backup, to: partial) }
            for folder in [StoreLayout.queues, StoreLayout.blobs] {
                try FileSystem.makeDirectory("\(partial)/\(folder)")
                try FileSystem.synchronizeDirectory("\(partial)/\(folder)")
            }
            try FileSystem.synchronizeDirectory(partial)
            if isThere {
                // Nobody may have them open while they change places.
                let lock = try StoreLock("\(directory)/\(StoreLayout.documents).lock", of: directory)
                try FileSystem.move(directory, to: aside)
                withExtendedLifetime(lock) {}
            }
            try FileSystem.move(partial, to: directory)
        } catch {
            try? FileSystem.remove(partial)
            throw error
        }
        return manifest
    }

    private static func restore(
        _ file: BackupManifest.File, from backup: String, to directory: String
    ) throws(MeridianError) {
        let source = "\(backup)/\(file.path)"
        guard let size = try FileSystem.size(of: source) else {
            throw MeridianError(.backupUnusable, "'\(source)' is missing; nothing was replaced")
        }
        let target = "\(directory)/\(file.path)"
        try FileSystem.makeDirectory(FileSystem.parent(of: target))
        guard size == file.size, try FileCopy.copy(source, to: target).digest.rawValue == file.sha256 else {
            throw MeridianError(
                .backupUnusable,
                "'\(source)' is not the file that was backed up: its size or SHA-256 differs; nothing was replaced")
        }
        try FileSystem.synchronizeDirectory(FileSystem.parent(of: target))
    }
}
