import MeridianCore
import NIOCore
import Packaging
import Persistence

/// Where a platform keeps what must survive it.
///
///     owner.token         the secret of the control API, mode 0600
///     master.key          the key under which secrets are sealed, mode 0600
///     identity.json       where people sign in, if anywhere
///     lock                held while a platform runs
///     metrics/            what functions did, by the minute: see MinuteStore
///     store/              documents, packages and events: see EmbeddedStores
///     traces/             spans of requests, see TraceStore
///     logs/               log lines, see LogArchive
///     unpacked/SHA256/    packages as instances run them; a cache
///     uploads/            packages on their way in; emptied at start
///
/// Calls block; none is made on an event loop.
final class DataDirectory: Sendable {
    let path: String
    let token: OwnerToken
    /// Whether the token's file was readable by others and has been closed to them.
    let tokenWasTightened: Bool
    private let lock: StoreLock

    /// Opens a data directory, making it if need be.
    /// - Throws: ``ErrorCode/dataDirectoryInUse`` when another process has it open, ``ErrorCode/storeUnusable`` or
    ///   ``ErrorCode/dataDirectoryUnusable`` with the reason.
    init(_ path: String) throws(MeridianError) {
        self.path = path
        try FileSystem.makeDirectory(path)
        try FileSystem.makeDirectory(path + "/unpacked", mode: 0o755)
        do throws(MeridianError) {
            lock = try StoreLock(path + "/lock", of: path)
        } catch {
            guard error.code == .storeInUse else { throw error }
            throw MeridianError(
                .dataDirectoryInUse, "another platform holds '\(path)'; end it or choose another data directory",
                cause: error)
        }
        (token, tokenWasTightened) = try OwnerToken.load(in: path)
        removeLeftovers()
        try FileSystem.makeDirectory(path + "/uploads")
    }

    var storePath: String { path + "/store" }

    var metricsPath: String { path + "/metrics" }

    var tracesPath: String { path + "/traces" }

    var logsPath: String { path + "/logs" }

    func unpackedPath(_ digest: BlobDigest) -> String { "\(path)/unpacked/\(digest)" }

    /// A path for a package on its way in.
    func uploadPath() -> String { "\(path)/uploads/\(RequestID.make()).zip" }

    func isUnpacked(_ digest: BlobDigest) -> Bool { FileSystem.exists(unpackedPath(digest)) }

    /// Makes sure that a package is unpacked.
    /// - Parameter package: The zip.
    func unpack(_ digest: BlobDigest, from package: String) throws(MeridianError) {
        guard !isUnpacked(digest) else { return }
        do throws(MeridianError) {
            try PackageReader(path: package).extract(to: unpackedPath(digest))
        } catch {
            // Another deployment of the same package may have been faster.
            guard error.code == .extractionTargetExists else { throw error }
        }
    }

    /// Takes a prepared directory over as an unpacked package.
    func adopt(_ digest: BlobDigest, prepared: String) throws(MeridianError) {
        guard isUnpacked(digest) else { return try FileSystem.move(prepared, to: unpackedPath(digest)) }
        try FileSystem.remove(prepared)
    }

    /// The manifest of an unpacked package.
    func manifest(_ digest: BlobDigest) throws(MeridianError) -> Manifest {
        let path = unpackedPath(digest) + "/" + ManifestCoding.path
        guard let content = try FileSystem.read(path) else {
            throw MeridianError(.corruptedDocument, "'\(path)' is missing; deploy the service again")
        }
        return try ManifestCoding.decode(Array(content.readableBytesView))
    }

    func unpackedDigests() throws(MeridianError) -> [BlobDigest] {
        try FileSystem.names(in: path + "/unpacked").compactMap { BlobDigest($0) }
    }

    func removeUnpacked(_ digest: BlobDigest) throws(MeridianError) {
        try FileSystem.remove(unpackedPath(digest))
    }

    /// What a crash left half done: its names are not those of packages.
    private func removeLeftovers() {
        try? FileSystem.remove(path + "/uploads")
        for name in (try? FileSystem.names(in: path)) ?? [] where name.hasSuffix(".tmp") {
            try? FileSystem.remove("\(path)/\(name)")
        }
        for name in (try? FileSystem.names(in: path + "/unpacked")) ?? [] where BlobDigest(name) == nil {
            try? FileSystem.remove("\(path)/unpacked/\(name)")
        }
    }
}
