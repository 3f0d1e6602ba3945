import MeridianCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The entries of an archive, each looked at.
struct PackageContents {
    struct File {
        /// The number of the entry in the archive.
        let index: Int
        let compressedSize: Int
        let entry: PackageEntry
    }

    private(set) var files: [File] = []
    /// Every directory that is named or implied, sorted so that a parent comes before what is in it.
    private(set) var directories: [String] = []

    init(
        _ directory: CentralDirectory, in archive: borrowing ZipArchive, limits: PackageLimits
    ) throws(MeridianError) {
        guard archive.count == directory.names.count else {
            throw Self.contradiction(archive.path)
        }
        var directories: Set<String> = []
        var declared = 0
        for (index, name) in directory.names.enumerated() {
            let isDirectory = name.last == UInt8(ascii: "/")
            let path = isDirectory ? name.dropLast() : name[...]
            let text = String(decoding: path, as: UTF8.self)
            guard archive.name(index) == name else { throw Self.contradiction(archive.path) }
            let status = try archive.status(index)
            try Self.check(status, name: text, isDirectory: isDirectory, package: archive.path)
            // Declared sizes may lie, but what is declared too large need not be unpacked to be refused.
            let (sum, overflow) = declared.addingReportingOverflow(status.size)
            guard !overflow, sum <= limits.totalSize else {
                throw MeridianError(
                    .packageContentsTooLarge,
                    "'\(archive.path)' declares more than the limit of \(limits.totalSize) bytes, reached at '\(text)'; "
                        + "leave out what the functions don't need", status: 413)
            }
            declared = sum
            directories.formUnion(Self.parents(of: text))
            if isDirectory {
                directories.insert(text)
            } else {
                files.append(
                    File(
                        index: index, compressedSize: status.compressedSize,
                        entry: PackageEntry(
                            path: text, declaredSize: status.size, packedSize: status.compressedSize,
                            isExecutable: status.mode & UInt32(S_IXUSR | S_IXGRP | S_IXOTH) != 0)))
            }
        }
        // One long path can imply hundreds of directories.
        guard files.count + directories.count <= limits.entries else {
            throw MeridianError(
                .tooManyEntries,
                "'\(archive.path)' has \(files.count) files in \(directories.count) directories and the limit for both is "
                    + "\(limits.entries); bundle small files into fewer", status: 413)
        }
        for file in files where directories.contains(file.entry.path) {
            throw MeridianError(
                .duplicateEntry,
                "'\(file.entry.path)' is in '\(archive.path)' as a file and as a directory; keep one", status: 400)
        }
        self.directories = directories.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func check(
        _ status: ZipArchive.Status, name: String, isDirectory: Bool, package: String
    ) throws(MeridianError) {
        let kind = status.mode & UInt32(S_IFMT)
        let wanted = UInt32(isDirectory ? S_IFDIR : S_IFREG)
        guard kind == 0 || kind == wanted else {
            let what =
                switch kind {
                case UInt32(S_IFLNK): "a symbolic link"
                case UInt32(S_IFDIR), UInt32(S_IFREG): "a file in one place and a directory in another"
                default: "a device or another special file"
                }
            throw MeridianError(
                .invalidEntryKind, "'\(name)' in '\(package)' is \(what); a package holds regular files only",
                status: 400)
        }
        guard !status.isEncrypted else {
            throw MeridianError(
                .unsupportedPackageFeature, "'\(name)' in '\(package)' is encrypted; pack it without a password",
                status: 400)
        }
        guard status.hasKnownMethod else {
            throw MeridianError(
                .unsupportedPackageFeature,
                "'\(name)' in '\(package)' is compressed by a method other than deflate; pack it with an ordinary zip",
                status: 400)
        }
        guard !isDirectory || status.size == 0 else {
            throw MeridianError(
                .invalidEntryKind, "the directory '\(name)' in '\(package)' has contents; pack it again", status: 400)
        }
    }

    /// The directories that a path leads through, outermost first.
    static func parents(of path: String) -> [String] {
        path.utf8.indices.filter { path.utf8[$0] == UInt8(ascii: "/") }.map { String(path[..<$0]) }
    }

    private static func contradiction(_ package: String) -> MeridianError {
        MeridianError(
            .malformedPackage, "the directory of '\(package)' can be read in two ways; build or send it again",
            status: 400)
    }
}
