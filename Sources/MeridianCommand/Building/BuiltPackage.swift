import Exporting
import Foundation
import MeridianCore
import Packaging
import Specification

/// A package that was made from sources.
struct BuiltPackage: Sendable {
    /// The zip.
    var path: String
    var target: PlatformTarget
    var digest = ""
    /// Bytes of the zip.
    var size = 0
    /// Bytes of all files.
    var unpackedSize = 0
    /// The largest first.
    var parts: [PackagePart] = []
    let manifest: Manifest
    let specification: ServiceSpecification
    let warnings: [Diagnostic]
    private let isCompiled: Bool

    init(_ program: ServiceBuilder.Program, path: String, target: PlatformTarget) {
        self.path = path
        self.target = target
        manifest = program.manifest
        specification = program.specification
        warnings = program.warnings
        isCompiled = program.executable != nil
    }

    /// Bytes of the executable inside; `nil` when nothing was compiled.
    var executableSize: Int? { isCompiled ? parts.first { $0.name == manifest.entry }?.unpacked : nil }

    /// Looks at what is in the zip.
    mutating func measure(_ path: String) throws {
        let reader = try PackageReader(path: path)
        size = reader.size
        unpackedSize = reader.entries.reduce(0) { $0 + $1.declaredSize }
        parts = PackagePart.parts(of: reader.entries)
    }

    /// What the platform needs beside it.
    /// - Parameter image: The container image, unless the specification names it.
    func export(image: String?) throws(MeridianError) -> Export {
        try Export(
            ExportSource(
                manifest: manifest, specification: specification, package: "\(manifest.service).zip", image: image),
            for: target)
    }

    /// What belongs to it though it is not deployed, so that no image needs to be known.
    func packaged() throws(MeridianError) -> [Export.File] {
        try export(image: manifest.service.rawValue).packaged
    }

    /// One line for each part, the largest first.
    var sizes: String {
        var table = TextTable("PART", "FILES", "PACKED", "UNPACKED")
        for part in parts {
            let name = part.name == manifest.entry ? "\(part.name) (executable)" : part.name
            table.add(name, String(part.files), Quantities.bytes(part.packed), Quantities.bytes(part.unpacked))
        }
        return table.text
    }
}
