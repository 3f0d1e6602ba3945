import Foundation
import MeridianCore
import Specification

/// The files that a specification puts into the package beside the executable.
struct PackageFiles {
    struct File: Hashable, Sendable {
        /// On this machine.
        var path: String
        /// Inside the package.
        var name: String
    }

    /// Never part of a package, whatever a pattern says.
    private static let skipped: Set<String> = [".build", ".git", ".swiftpm", ".meridian"]
    /// Nor these, where the whole directory is the program.
    private static let skippedInPrograms: Set<String> = [
        ".venv", "__pycache__", ".DS_Store", ".gitignore", ".github", ".ci", IgnoreRules.fileName,
    ]

    /// Sorted by name.
    let files: [File]

    /// - Throws: `SpecificationError` for a pattern that fits nothing.
    init(_ specification: ServiceSpecification, in directory: String) throws(SpecificationError) {
        let (include, exclude) = (specification.package.include, specification.package.exclude)
        let isProgram = specification.program != nil
        guard !include.isEmpty || isProgram else {
            files = []
            return
        }
        let ignored = isProgram ? try IgnoreRules(in: directory) : IgnoreRules()
        let skipped = isProgram ? Self.skipped.union(Self.skippedInPrograms) : Self.skipped
        let names = Self.names(below: directory, skipping: skipped).filter { !ignored.cover($0) }
        let unused = include.filter { pattern in !names.contains { pattern.value.covers($0) } }
        guard unused.isEmpty else {
            throw SpecificationError(
                unused.map { pattern in
                    Diagnostic(
                        code: .nothingIncluded, message: "no file fits '\(pattern.value)' in package.include",
                        file: specification.file, position: pattern.position)
                })
        }
        files = names.filter { name in
            (include.isEmpty || include.contains { $0.value.covers(name) })
                && !exclude.contains { $0.value.covers(name) }
        }
        .map { File(path: isProgram ? Self.resolved($0, in: directory) : "\(directory)/\($0)", name: $0) }
    }

    /// A link to a file of the same directory stands for a copy of it, as the package managers of interpreters make them.
    private static func resolved(_ name: String, in directory: String) -> String {
        let path = URL(fileURLWithPath: "\(directory)/\(name)").resolvingSymlinksInPath().path
        let root = URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
        return path.hasPrefix(root + "/") ? path : "\(directory)/\(name)"
    }

    private static func names(below directory: String, skipping skipped: Set<String>) -> [String] {
        var found: [String] = []
        var folders = [""]
        while let folder = folders.popLast() {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: directory + "/" + folder)) ?? []
            for name in names where !skipped.contains(name) {
                let path = folder + name
                let kind = try? FileManager.default.attributesOfItem(atPath: directory + "/" + path)[.type]
                if kind as? FileAttributeType == .typeDirectory {
                    folders.append(path + "/")
                } else {
                    found.append(path)
                }
            }
        }
        return found.sorted()
    }
}
