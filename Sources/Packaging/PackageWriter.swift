public import MeridianCore

/// Builds a package: the same manifest and files always become the same bytes.
///
/// Entries are sorted by path, stand at 1980-01-01 00:00, have the permissions 0755 or 0644 and are deflated at the
/// same level, so that neither the order, the place nor the day of a build shows in the zip.
///
/// ```swift
/// var writer = try PackageWriter(manifest: manifest)
/// try writer.addExecutable(".build/release/Shop")
/// try writer.addDirectory("public", at: "public")
/// let digest = try writer.write(to: "shop.zip")
/// ```
public struct PackageWriter: Sendable {
    enum Source: Sendable {
        case bytes([UInt8])
        case file(String)
    }

    struct Item: Sendable {
        let source: Source
        let isExecutable: Bool
    }

    let manifest: Manifest
    private(set) var items: [String: Item] = [:]

    /// - Parameter manifest: Becomes `manifest.json`.
    public init(manifest: Manifest) throws(MeridianError) {
        self.manifest = manifest
        try add(try ManifestCoding.encode(manifest), at: ManifestCoding.path)
    }

    /// Adds a file from memory.
    /// - Parameters:
    ///   - contents: Its bytes.
    ///   - path: Its path inside the package.
    ///   - isExecutable: Whether it gets the permissions 0755 rather than 0644.
    /// - Throws: ``MeridianCore/ErrorCode/invalidPackageInput`` when the path is not allowed or taken.
    public mutating func add(
        _ contents: [UInt8], at path: String, isExecutable: Bool = false
    ) throws(MeridianError) {
        try insert(Item(source: .bytes(contents), isExecutable: isExecutable), at: path)
    }

    /// Adds the executable that the manifest names as its entry.
    /// - Parameter file: Its path on this machine.
    public mutating func addExecutable(_ file: String) throws(MeridianError) {
        try addFile(file, at: manifest.entry, isExecutable: true)
    }

    /// Adds a regular file.
    /// - Parameters:
    ///   - file: Its path on this machine. It is read by ``write(to:)`` and must not change until then.
    ///   - path: Its path inside the package.
    ///   - isExecutable: `nil` takes the owner's permission to execute from the file.
    /// - Throws: ``MeridianCore/ErrorCode/invalidPackageInput`` when there is no such file, it is not a regular one,
    ///   or the path is not allowed or taken.
    public mutating func addFile(
        _ file: String, at path: String, isExecutable: Bool? = nil
    ) throws(MeridianError) {
        let kind = try kind(of: file)
        guard kind.isRegular else {
            throw Self.invalid("'\(file)' is not a regular file; put a copy of what it stands for in the package")
        }
        try insert(Item(source: .file(file), isExecutable: isExecutable ?? kind.isExecutable), at: path)
    }

    /// Adds all files below a directory. Empty directories leave no trace.
    /// - Parameters:
    ///   - directory: Its path on this machine.
    ///   - path: Where its contents stand inside the package; the root when empty.
    /// - Throws: As ``addFile(_:at:isExecutable:)``, also for a symbolic link.
    public mutating func addDirectory(_ directory: String, at path: String = "") throws(MeridianError) {
        guard try kind(of: directory).isDirectory else { throw Self.invalid("'\(directory)' is not a directory") }
        let names: [String]
        do {
            names = try DirectoryTree.names(in: directory)
        } catch {
            throw Self.invalid("'\(directory)' can't be read: \(error)", cause: error)
        }
        for name in names {
            let file = "\(directory)/\(name)"
            let inside = path.isEmpty ? name : "\(path)/\(name)"
            if try kind(of: file).isDirectory {
                try addDirectory(file, at: inside)
            } else {
                try addFile(file, at: inside)
            }
        }
    }

    private mutating func insert(_ item: Item, at path: String) throws(MeridianError) {
        if let problem = EntryName.problem(Array(path.utf8)) {
            throw Self.invalid("the path '\(EntryName.shown(Array(path.utf8)))' in the package \(problem)")
        }
        guard items[path] == nil else { throw Self.invalid("the package has '\(path)' already; give it another path") }
        items[path] = item
    }

    private func kind(of file: String) throws(MeridianError) -> FileKind {
        do {
            return try FileKind(at: file)
        } catch {
            throw Self.invalid("'\(file)' can't be packed: \(error)", cause: error)
        }
    }

    static func invalid(_ message: String, cause: (any Error)? = nil) -> MeridianError {
        MeridianError(.invalidPackageInput, message, status: 400, cause: cause)
    }
}
