import FoundationEssentials
import MeridianCore
import Packaging

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Where a platform keeps what must survive it.
///
///     owner.token            the secret of the control API, mode 0600
///     master.key             the key under which secrets are sealed, mode 0600
///     identity.json          where people sign in, if anywhere
///     lock                   held while a platform runs
///     services/NAME.json     releases of a service and which is live
///     packages/SHA256.zip    packages by digest
///     unpacked/SHA256/       the same, unpacked; a cache
///     uploads/               packages on their way in; emptied at start
///
/// Every document and package is written beside its place, made durable and renamed, so a crash leaves the old or
/// the new, and perhaps a leftover that the next start removes. Calls block; none is made on an event loop.
final class DataDirectory: Sendable {
    let path: String
    let token: OwnerToken
    /// Whether the token's file was readable by others and has been closed to them.
    let tokenWasTightened: Bool
    private let lock: CInt

    /// Opens a data directory, making it if need be.
    /// - Throws: ``ErrorCode/dataDirectoryInUse`` when another process has it open,
    ///   ``ErrorCode/dataDirectoryUnusable`` with the system's reason.
    init(_ path: String) throws(MeridianError) {
        self.path = path
        try FileSystem.createDirectory(path, mode: 0o700)
        for name in ["services", "packages", "unpacked"] { try FileSystem.createDirectory(path + "/" + name) }
        self.lock = try Self.takeLock(path + "/lock")
        do {
            (token, tokenWasTightened) = try OwnerToken.load(in: path)
        } catch {
            close(lock)
            throw error
        }
        removeLeftovers()
        try FileSystem.createDirectory(path + "/uploads", mode: 0o700)
    }

    deinit {
        close(lock)
    }

    func packagePath(_ digest: String) -> String { "\(path)/packages/\(digest).zip" }

    func unpackedPath(_ digest: String) -> String { "\(path)/unpacked/\(digest)" }

    /// A path for a package on its way in.
    func uploadPath() -> String { "\(path)/uploads/\(RequestID.make()).zip" }

    private func recordPath(_ service: ServiceName) -> String { "\(path)/services/\(service).json" }

    /// Every service, and the documents that could not be read.
    func loadRecords() throws(MeridianError) -> (records: [ServiceRecord], problems: [MeridianError]) {
        var records: [ServiceRecord] = []
        var problems: [MeridianError] = []
        for name in try FileSystem.entries(path + "/services") where name.hasSuffix(".json") {
            do throws(MeridianError) {
                guard let service = ServiceName(String(name.dropLast(5))) else {
                    throw MeridianError(
                        .corruptedDocument, "'\(path)/services/\(name)' is not named after a service; skipped")
                }
                if let record = try loadRecord(service) { records.append(record) }
            } catch {
                problems.append(error)
            }
        }
        return (records, problems)
    }

    /// - Returns: `nil` when the service was never deployed.
    /// - Throws: ``ErrorCode/corruptedDocument`` when the document can't be read.
    func loadRecord(_ service: ServiceName) throws(MeridianError) -> ServiceRecord? {
        let path = recordPath(service)
        guard let content = try FileSystem.read(path) else { return nil }
        let record: ServiceRecord
        do {
            record = try JSONDecoder().decode(ServiceRecord.self, from: Data(content))
        } catch {
            throw MeridianError(
                .corruptedDocument, "'\(path)' can't be read and the service is left out: \(error)", cause: error)
        }
        guard record.version == 1, record.service == service else {
            throw MeridianError(
                .corruptedDocument,
                "'\(path)' is version \(record.version) of service '\(record.service)', not version 1 of "
                    + "'\(service)'; the service is left out")
        }
        return record
    }

    func save(_ record: ServiceRecord) throws(MeridianError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let content: Data
        do {
            content = try encoder.encode(record)
        } catch {
            throw MeridianError(
                .dataDirectoryUnusable, "the document of '\(record.service)' can't be written as JSON: \(error)",
                cause: error)
        }
        try FileSystem.write(content, to: recordPath(record.service))
    }

    /// Puts a damaged document aside as `NAME.json.damaged`, so that the service can be deployed again.
    /// - Returns: A record without releases, whose numbers go on where the damaged one's end.
    func replaceDamaged(_ service: ServiceName) throws(MeridianError) -> ServiceRecord {
        let path = recordPath(service)
        let content = try FileSystem.read(path) ?? []
        try FileSystem.move(path, to: path + ".damaged")
        return ServiceRecord(service: service, nextNumber: ServiceRecord.nextNumber(fromDamaged: content))
    }

    func removeRecord(_ service: ServiceName) throws(MeridianError) {
        let path = recordPath(service)
        guard unlink(path) == 0 || errno == ENOENT else { throw FileSystem.failure("remove", path) }
        try FileSystem.synchronizeDirectory(of: path)
    }

    /// Takes an uploaded package over under its digest.
    func adoptPackage(_ upload: String, digest: String) throws(MeridianError) {
        try FileSystem.synchronize(upload)
        try FileSystem.move(upload, to: packagePath(digest))
    }

    /// Makes sure that a package is unpacked.
    /// - Parameter package: The zip, when it is not in its place yet.
    /// - Returns: The directory.
    func unpack(_ digest: String, from package: String? = nil) throws(MeridianError) -> String {
        let target = unpackedPath(digest)
        guard !FileSystem.exists(target) else { return target }
        do throws(MeridianError) {
            try PackageReader(path: package ?? packagePath(digest)).extract(to: target)
        } catch {
            // Another deployment of the same package may have been faster.
            guard error.code == .extractionTargetExists else { throw error }
        }
        return target
    }

    /// Removes packages that no release names: of deployments that a crash cut off.
    func removePackages(unlessIn records: [ServiceRecord]) {
        let wanted = Set(records.flatMap { $0.releases.map(\.digest) })
        let zips = (try? FileSystem.entries(path + "/packages")) ?? []
        let directories = (try? FileSystem.entries(path + "/unpacked")) ?? []
        for digest in Set(zips.map { String($0.dropLast(4)) } + directories) where !wanted.contains(digest) {
            removePackage(digest)
        }
    }

    /// Takes a prepared directory over as an unpacked package.
    /// - Returns: The directory in its place.
    func adoptDirectory(_ prepared: String, digest: String) throws(MeridianError) -> String {
        let target = unpackedPath(digest)
        guard !FileSystem.exists(target) else {
            FileSystem.remove(prepared)
            return target
        }
        try FileSystem.move(prepared, to: target)
        return target
    }

    /// The manifest of an unpacked package.
    func manifest(_ digest: String) throws(MeridianError) -> Manifest {
        let path = unpackedPath(digest) + "/" + ManifestCoding.path
        guard let content = try FileSystem.read(path) else {
            throw MeridianError(.corruptedDocument, "'\(path)' is missing; deploy the service again")
        }
        return try ManifestCoding.decode(content)
    }

    func removePackage(_ digest: String) {
        FileSystem.remove(packagePath(digest))
        FileSystem.remove(unpackedPath(digest))
    }

    /// What a crash left half done: its names are not those of documents and packages.
    private func removeLeftovers() {
        FileSystem.remove(path + "/uploads")
        func clear(_ folder: String, unless isWanted: (String) -> Bool) {
            for name in (try? FileSystem.entries(path + folder)) ?? [] where !isWanted(name) {
                FileSystem.remove("\(path)\(folder)/\(name)")
            }
        }
        clear("") { !$0.hasSuffix(".tmp") }
        clear("/services") { !$0.hasSuffix(".tmp") }
        clear("/packages") { $0.hasSuffix(".zip") && PackageDigest(rawValue: String($0.dropLast(4))) != nil }
        clear("/unpacked") { PackageDigest(rawValue: $0) != nil }
    }

    private static func takeLock(_ path: String) throws(MeridianError) -> CInt {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSystem.failure("open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let error = FileSystem.failure("lock", path)
            close(descriptor)
            guard isTaken else { throw error }
            throw MeridianError(
                .dataDirectoryInUse,
                "another platform holds '\(path)'; end it or choose another data directory")
        }
        return descriptor
    }
}
