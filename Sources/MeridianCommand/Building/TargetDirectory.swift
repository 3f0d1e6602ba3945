import Exporting
import Foundation
import MeridianCore
import Packaging

/// A directory that a platform's package or export is written into, again and again.
///
/// A list of what was written lies in it, so that the next time what is no longer needed goes, and what somebody else
/// put there is not overwritten.
struct TargetDirectory {
    private static let listName = ".meridian-export"
    static let packageFolder = "package"

    struct Item {
        /// Below the directory.
        var path: String
        var contents: Data
        var isExecutable = false
    }

    let path: String
    private(set) var items: [Item] = []

    init(_ path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    mutating func add(_ file: Export.File) {
        items.append(Item(path: file.path, contents: Data(file.text.utf8)))
    }

    /// Adds a file from this machine.
    mutating func add(file: String, at path: String) throws {
        items.append(
            Item(path: path, contents: try Data(contentsOf: URL(fileURLWithPath: file), options: .alwaysMapped)))
    }

    /// Adds what is in a package, below a folder.
    mutating func add(package file: String, in folder: String) throws {
        let reader = try PackageReader(path: file)
        for entry in reader.entries {
            guard let bytes = try reader.contents(of: entry.path) else { continue }
            items.append(
                Item(
                    path: "\(folder)/\(entry.path)", contents: Data(bytes),
                    isExecutable: entry.isExecutable || entry.path == reader.manifest.entry))
        }
    }

    /// Writes everything.
    /// - Parameter force: Whether to overwrite what was not written by an export.
    /// - Throws: ``CommandFailure``.
    func write(force: Bool) throws(CommandFailure) {
        let list = "\(path)/\(Self.listName)"
        let before = Set(
            ((try? String(contentsOfFile: list, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init))
        if !force {
            let foreign = items.map(\.path).filter {
                !before.contains($0) && FileManager.default.fileExists(atPath: "\(path)/\($0)")
            }
            guard foreign.isEmpty else {
                throw CommandFailure(
                    .exportNotWritten,
                    "'\(path)/\(foreign[0])' is there and was not written by an export; choose another directory, or "
                        + "write over it with --force", status: .systemFailure)
            }
        }
        do {
            for item in items { try write(item) }
            let paths = Set(items.map(\.path))
            for gone in before.subtracting(paths) where !gone.split(separator: "/").contains("..") {
                try? FileManager.default.removeItem(atPath: "\(path)/\(gone)")
            }
            try Data(paths.sorted().joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: list))
        } catch {
            throw CommandFailure(
                .exportNotWritten, "'\(path)' can't be written: \(error.localizedDescription)", status: .systemFailure)
        }
    }

    private func write(_ item: Item) throws {
        let url = URL(fileURLWithPath: "\(path)/\(item.path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        // In one step: an executable that runs can't be overwritten, and half a file is none.
        try item.contents.write(to: url, options: .atomic)
        try FileManager.default.setAttributes(
            [.posixPermissions: item.isExecutable ? 0o755 : 0o644], ofItemAtPath: url.path)
    }
}

extension BuiltPackage {
    /// Writes the package in the form that its platform wants, with what belongs beside it.
    func directory(_ output: String, with files: [Export.File]) throws -> TargetDirectory {
        var directory = TargetDirectory(output)
        switch target.packageForm {
        case .zip: try directory.add(file: path, at: "\(manifest.service).zip")
        case .directory: try directory.add(package: path, in: TargetDirectory.packageFolder)
        }
        for file in files where file.purpose != .program { directory.add(file) }
        return directory
    }
}
