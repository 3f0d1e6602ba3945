import Foundation
import MeridianCore
import Packaging
import Specification

/// A program as it is, from a directory or a zip, as what a package is made of.
struct ForeignBuild {
    let specification: ServiceSpecification
    let directory: ServiceDirectory

    init(_ specification: ServiceSpecification, in directory: ServiceDirectory) {
        self.specification = specification
        self.directory = directory
    }

    /// The files of the directory and the manifest that goes with them.
    /// - Throws: `SpecificationError`; ``CommandFailure`` when the file that would be run is not there.
    func program() throws -> ServiceBuilder.Program {
        let files = try PackageFiles(specification, in: directory.path).files
        let names = Set(files.map(\.name))
        return ServiceBuilder.Program(
            executable: nil, manifest: try Self.manifest(specification, files: names, place: directory.path),
            specification: specification, files: files, client: RuntimeClient.wanted(by: specification.program),
            warnings: specification.warnings)
    }

    /// - Parameters:
    ///   - files: The paths of the files in the package.
    ///   - place: Where they come from, for messages.
    static func manifest(
        _ specification: ServiceSpecification, files: Set<String>, place: String
    ) throws -> Manifest {
        var manifest = try Manifest.foreign(specification)
        guard let program = specification.program else { return manifest }
        if let client = RuntimeClient.wanted(by: program) {
            manifest.entry = client.path
            return manifest
        }
        let entry = program.command.lazy.map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 }
            .first(where: files.contains)
        if entry == nil, let missing = missingFile(of: specification) {
            throw CommandFailure(
                .noSuchSource,
                "'\(place)' has no '\(missing)', which the runtime \(specification.runtime.rawValue) runs; add it, or "
                    + "say with 'command' what is run")
        }
        manifest.entry = entry ?? ManifestCoding.path
        return manifest
    }

    /// The file that must be there, when one must.
    private static func missingFile(of specification: ServiceSpecification) -> String? {
        guard let command = specification.program?.command, let first = command.first else { return nil }
        if first.hasPrefix("./") { return String(first.dropFirst(2)) }
        let isStandard = command == specification.runtime.standardCommand(specification.program?.contract ?? .http)
        return isStandard && command.count > 1 && !command[1].hasPrefix("-") ? command[1] : nil
    }

    /// Makes a package of a zip that is none, such as one for Lambda.
    static func package(_ zip: String, _ specification: ServiceSpecification, to output: String) throws {
        let reader = try PackageReader(foreign: zip, manifest: try Manifest.foreign(specification))
        let manifest = try manifest(specification, files: Set(reader.entries.map(\.path)), place: zip)
        let folder = FileManager.default.temporaryDirectory.appending(path: "meridian-\(RequestID.make())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try reader.extract(to: folder)
        var writer = try PackageWriter(manifest: manifest)
        for entry in reader.entries {
            try writer.addFile(
                "\(folder)/\(entry.path)", at: entry.path,
                isExecutable: entry.isExecutable || entry.path == manifest.entry)
        }
        if let client = RuntimeClient.wanted(by: specification.program) {
            try writer.add(Array(client.text.utf8), at: client.path)
        }
        _ = try writer.write(to: output)
    }
}
