public import MeridianCore

/// A package that is checked while it is opened, and can then be extracted.
///
/// Nothing in an archive is trusted: names, kinds, sizes and the manifest are looked at before the first byte is
/// written, and sizes again while the contents unpack.
public struct PackageReader: ~Copyable {
    /// The path of the zip.
    public let path: String
    public let manifest: Manifest
    /// The files in the order of the archive, the manifest among them.
    public let entries: [PackageEntry]
    /// The size of the zip in bytes.
    public let size: Int

    let limits: PackageLimits
    let archive: ZipArchive
    /// The files and directories with their numbers in the archive.
    let contents: PackageContents

    /// - Parameters:
    ///   - path: The zip file.
    ///   - limits: What is too much.
    /// - Throws: A refusal with a number from 5001 on and status 400, or 413 for what is too large.
    public init(path: String, limits: PackageLimits = PackageLimits()) throws(MeridianError) {
        try self.init(path: path, limits: limits, standIn: nil)
    }

    /// Opens a zip that was not made as a package, such as one for Lambda.
    /// - Parameter manifest: What to take for its manifest. Its entry need not be there.
    /// - Throws: As ``init(path:limits:)``.
    public init(
        foreign path: String, manifest: Manifest, limits: PackageLimits = PackageLimits()
    ) throws(MeridianError) {
        try self.init(path: path, limits: limits, standIn: manifest)
    }

    private init(path: String, limits: PackageLimits, standIn: Manifest?) throws(MeridianError) {
        let directory: CentralDirectory
        let size: Int
        do {
            let file = try FileDescriptor.reading(path)
            size = try file.size()
            directory = try CentralDirectory(file, path: path, limits: limits)
        } catch let error as MeridianError {
            throw error
        } catch {
            throw MeridianError(
                .unreadablePackage, "the package '\(path)' can't be read: \(error)", status: 400, cause: error)
        }
        // Before libzip, which refuses two entries of the same name without telling which.
        try directory.checkNames(package: path)
        let archive = try ZipArchive(reading: path)
        let contents = try PackageContents(directory, in: archive, limits: limits)
        let manifest: Manifest
        if let standIn {
            manifest = standIn
        } else {
            manifest = try Self.manifest(of: archive, contents, limits: limits)
        }
        guard standIn != nil || contents.files.contains(where: { $0.entry.path == manifest.entry }) else {
            throw MeridianError(
                .entryPointMissing,
                "manifest.json names the entry '\(manifest.entry)', which is not in '\(path)'; add the executable or "
                    + "correct 'entry'", status: 400)
        }
        self.path = path
        self.size = size
        self.limits = limits
        self.archive = archive
        self.contents = contents
        self.manifest = manifest
        self.entries = contents.files.map(\.entry)
    }

    /// The contents of one file, or `nil` when there is none of this path.
    /// - Throws: A refusal when the file is damaged or larger than the limits allow.
    public func contents(of path: String) throws(MeridianError) -> [UInt8]? {
        guard let file = contents.files.first(where: { $0.entry.path == path }) else { return nil }
        var budget = UnpackingBudget(limits: limits, package: self.path)
        return try Self.bytes(of: file, in: archive, budget: &budget)
    }

    private static func manifest(
        of archive: borrowing ZipArchive, _ contents: PackageContents, limits: PackageLimits
    ) throws(MeridianError) -> Manifest {
        guard let file = contents.files.first(where: { $0.entry.path == ManifestCoding.path }) else {
            throw MeridianError(
                .manifestMissing,
                "'\(archive.path)' has no manifest.json at its root; build it with `meridian build`", status: 400)
        }
        var manifestLimits = limits
        manifestLimits.totalSize = min(limits.manifestSize, limits.totalSize)
        var budget = UnpackingBudget(limits: manifestLimits, package: archive.path)
        return try ManifestCoding.decode(try bytes(of: file, in: archive, budget: &budget))
    }

    private static func bytes(
        of file: PackageContents.File, in archive: borrowing ZipArchive, budget: inout UnpackingBudget
    ) throws(MeridianError) -> [UInt8] {
        var bytes: [UInt8] = []
        budget.begin(file)
        try archive.read(file.index, name: file.entry.path) { (part) throws(MeridianError) in
            try budget.spend(part.count)
            bytes.append(contentsOf: part)
        }
        return bytes
    }
}
