import Engine
import MeridianCore
import NIOCore
import Packaging
import Persistence
import Synchronization

/// A release's files in their place.
struct StoredPackage: Sendable {
    var digest: BlobDigest
    /// Of the zip in bytes; 0 for one that never was a zip.
    var size: Int
    var manifest: Manifest
}

/// The packages of releases: as they came, among the blobs, and unpacked, in the data directory.
///
/// A package that was stored is kept until ``letGo(_:)``, from when on what a release names is kept.
final class PackageStore: Sendable {
    private let directory: DataDirectory
    private let blobs: DirectoryBlobStore
    /// One change of the files of a package at a time.
    private let turns = TurnTaking<BlobDigest>()
    private let state = Mutex(State())

    private struct State {
        /// How often a package was stored and not let go.
        var held: [BlobDigest: Int] = [:]
        /// Backups that are written at the moment; nothing is removed meanwhile.
        var backups = 0
    }

    init(directory: DataDirectory, blobs: DirectoryBlobStore) {
        self.directory = directory
        self.blobs = blobs
    }

    /// Checks the files of a new release and takes them over.
    /// - Parameter service: The service that the package must be of.
    /// - Throws: A refusal of the package, status 400 or 413.
    func store(_ source: ReleaseSource, for service: ServiceName) async throws -> StoredPackage {
        let (directory, blobs) = (directory, blobs)
        let package = try await Blocking.run { try Self.read(source, for: service) }
        try await turns.withTurn(on: package.digest) {
            state.withLock { $0.held[package.digest, default: 0] += 1 }
            do {
                switch source {
                case .package(let path):
                    // Unpacked first: a package whose contents are damaged never gets a place.
                    try await Blocking.run { try directory.unpack(package.digest, from: path) }
                    try await blobs.put(fileAt: path, BlobRequirement(digest: package.digest))
                case .directory(let path):
                    try await Blocking.run { try directory.adopt(package.digest, prepared: path) }
                }
            } catch {
                letGo(package.digest)
                throw error
            }
        }
        return package
    }

    private static func read(_ source: ReleaseSource, for service: ServiceName) throws -> StoredPackage {
        switch source {
        case .package(let path):
            let reader = try PackageReader(path: path)
            let (manifest, size) = (reader.manifest, reader.size)
            try manifest.check(isOf: service)
            return StoredPackage(digest: try BlobDigest(ofFileAt: path), size: size, manifest: manifest)
        case .directory(let path):
            let bytes = try FileSystem.read(path + "/" + ManifestCoding.path).map { Array($0.readableBytesView) }
            let manifest = try ManifestCoding.decode(bytes ?? [])
            try manifest.check(isOf: service)
            return StoredPackage(digest: try BlobDigest(ofDirectoryAt: path), size: 0, manifest: manifest)
        }
    }

    /// From now on a package that was stored is kept only if a release names it.
    func letGo(_ digest: BlobDigest) {
        state.withLock { state in
            state.held[digest, default: 1] -= 1
            if state.held[digest] == 0 { state.held[digest] = nil }
        }
    }

    /// A release ready to be activated; its package is unpacked if need be.
    /// - Throws: ``ErrorCode/damagedRelease`` with status 503.
    func open(_ record: ReleaseRecord, of service: ServiceName) async throws(MeridianError) -> Release {
        let (directory, blobs) = (directory, blobs)
        do {
            if record.size > 0, !directory.isUnpacked(record.digest) {
                try await turns.withTurn(on: record.digest) {
                    let path = try await blobs.verifiedPath(of: record.digest)
                    try await Blocking.run { try directory.unpack(record.digest, from: path) }
                }
            }
            let manifest = try await Blocking.run { try directory.manifest(record.digest) }
            return try release(record, of: service, manifest)
        } catch {
            throw damaged(record, of: service, error)
        }
    }

    /// What a release says of itself, without unpacking it.
    /// - Throws: ``ErrorCode/damagedRelease`` with status 503.
    func manifest(_ record: ReleaseRecord, of service: ServiceName) async throws(MeridianError) -> Manifest {
        guard record.size > 0, !directory.isUnpacked(record.digest) else {
            return try await open(record, of: service).manifest
        }
        do {
            let path = try await blobs.verifiedPath(of: record.digest)
            return try await Blocking.run { try PackageReader(path: path).manifest }
        } catch {
            throw damaged(record, of: service, error)
        }
    }

    /// What of a package is there.
    struct Presence: Sendable, Equatable {
        /// The zip; of one that never was a zip what instances run.
        var isComplete: Bool
        /// What instances run.
        var isUnpacked: Bool
    }

    /// Looks what of a release is there, without reading it.
    func presence(of record: ReleaseRecord) async throws -> Presence {
        let directory = directory
        let isUnpacked = try await Blocking.run { directory.isUnpacked(record.digest) }
        guard record.size > 0 else { return Presence(isComplete: isUnpacked, isUnpacked: isUnpacked) }
        return Presence(isComplete: try await blobs.info(record.digest) != nil, isUnpacked: isUnpacked)
    }

    /// Where the zip of a release is; it was checked just now.
    /// - Throws: ``ErrorCode/lambdaConflict`` for one that never was a zip.
    func zip(of record: ReleaseRecord) async throws -> String {
        guard record.size > 0 else {
            throw MeridianError(
                .lambdaConflict, "release \(record.number) is a directory of `meridian dev`; deploy a package",
                status: 409)
        }
        return try await blobs.verifiedPath(of: record.digest)
    }

    private func release(
        _ record: ReleaseRecord, of service: ServiceName, _ manifest: Manifest
    ) throws(MeridianError) -> Release {
        guard manifest.service == service else {
            throw MeridianError(
                .corruptedDocument, "the package \(record.digest) is of service '\(manifest.service)'")
        }
        return Release(
            service: service, number: record.number, digest: record.digest.rawValue, manifest: manifest,
            directory: directory.unpackedPath(record.digest))
    }

    private func damaged(_ record: ReleaseRecord, of service: ServiceName, _ cause: any Error) -> MeridianError {
        MeridianError(
            .damagedRelease,
            "release \(record.number) of '\(service)' can't be served: "
                + ((cause as? MeridianError)?.message ?? "\(cause)"),
            status: 503, cause: cause)
    }

    // MARK: Garbage

    /// Removes packages that no release needs.
    /// - Parameter isUsed: Whether a release names a package; asked right before that would go.
    func collect(_ digests: Set<BlobDigest>, unless isUsed: @Sendable (BlobDigest) async -> Bool) async {
        let (directory, blobs) = (directory, blobs)
        for digest in digests {
            await turns.withTurn(on: digest) {
                guard state.withLock({ $0.backups == 0 && $0.held[digest] == nil }), !(await isUsed(digest)) else {
                    return
                }
                try? await Blocking.run { try directory.removeUnpacked(digest) }
                _ = try? await blobs.delete(digest)
            }
        }
    }

    /// Removes what deployments left behind that a crash cut off, and what a backup held back.
    func collectAll(unless isUsed: @Sendable (BlobDigest) async -> Bool) async throws {
        let directory = directory
        var digests = Set(try await Blocking.run { try directory.unpackedDigests() })
        var after: BlobDigest?
        repeat {
            let page = try await blobs.list(after: after, limit: 1_000)
            digests.formUnion(page.blobs.map(\.digest))
            after = page.next
        } while after != nil
        await collect(digests, unless: isUsed)
    }

    /// Removes nothing while `body` runs.
    func withoutCollection<Result: Sendable>(_ body: @Sendable () async throws -> Result) async rethrows -> Result {
        state.withLock { $0.backups += 1 }
        defer { state.withLock { $0.backups -= 1 } }
        return try await body()
    }
}
