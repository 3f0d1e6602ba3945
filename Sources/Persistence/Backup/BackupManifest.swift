import FoundationEssentials
public import MeridianCore
import NIOCore

/// What a backup holds: `manifest.json` in its directory.
public struct BackupManifest: Codable, Hashable, Sendable {
    public struct File: Codable, Hashable, Sendable {
        /// In the directory of the backup.
        public var path: String
        /// In bytes.
        public var size: Int64
        /// In lower-case hexadecimal.
        public var sha256: String
    }

    /// The version of this document; 1.
    public var version = 1
    public var createdAt: Timestamp
    public var files: [File]

    static let name = "manifest.json"

    /// - Throws: ``ErrorCode/backupUnusable``.
    static func read(from backup: String) throws(MeridianError) -> BackupManifest {
        let path = backup + "/" + name
        guard let bytes = SmallFiles.bytes(of: path) else {
            throw MeridianError(
                .backupUnusable,
                "'\(path)' can't be read (\(FileSystem.failure("read", path).message)); "
                    + "name the directory of a backup")
        }
        let manifest: BackupManifest
        do {
            manifest = try JSONDecoder().decode(BackupManifest.self, from: Data(bytes))
        } catch {
            throw MeridianError(.backupUnusable, "'\(path)' is no manifest of a backup: \(error)", cause: error)
        }
        guard manifest.version == 1 else {
            throw MeridianError(
                .backupUnusable, "'\(path)' is of version \(manifest.version), and this Meridian knows 1")
        }
        var seen: Set<String> = []
        for file in manifest.files {
            guard StoreLayout.isPart(file.path), BlobDigest(file.sha256) != nil, seen.insert(file.path).inserted else {
                throw MeridianError(.backupUnusable, "'\(path)' names the file '\(file.path)', which no backup has")
            }
        }
        return manifest
    }

    func write(to backup: String) throws(MeridianError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let content: Data
        do {
            content = try encoder.encode(self)
        } catch {
            throw MeridianError(.backupUnusable, "the manifest can't be written as JSON: \(error)", cause: error)
        }
        let file = try OpenFile.creating(backup + "/" + Self.name)
        try ByteBuffer(bytes: content).withUnsafeReadableBytes { bytes throws(MeridianError) in
            try file.write(bytes, at: 0)
        }
        try file.synchronize()
    }
}
