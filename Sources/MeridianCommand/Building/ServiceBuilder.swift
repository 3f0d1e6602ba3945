import Foundation
import MeridianCore
import Packaging
import Specification

/// From the sources of a service to a program and its manifest, and to a package.
struct ServiceBuilder: Sendable {
    struct Program: Sendable {
        /// What was compiled; `nil` for scripts, which are among the files.
        var executable: String?
        var manifest: Manifest
        /// What goes beside the executable.
        var files: [PackageFiles.File]
        /// What the specification says that could not be carried over.
        var warnings: [Diagnostic]
    }

    struct Package: Sendable {
        var path: String
        var digest: String
        /// Bytes of the zip.
        var size: Int
        /// Bytes of the executable inside; `nil` when nothing was compiled.
        var executableSize: Int?
        var manifest: Manifest
        var warnings: [Diagnostic]
    }

    let directory: ServiceDirectory
    var product: String?
    var isDebug = false
    var scratchPath: String?
    /// For which stage, and with which variables.
    var context = SpecificationContext()
    let progress: Progress

    /// Compiles, and asks the program for its functions.
    /// - Parameter package: What SwiftPM said before, to save asking again.
    func program(_ package: SwiftPackage? = nil) async throws -> Program {
        if package == nil, let specification = try directory.scriptSpecification(context: context) {
            progress.step("bundling \(specification.service)")
            return try await ScriptBuild(specification: specification, directory: directory).program()
        }
        let described: SwiftPackage
        if let package {
            described = package
        } else {
            progress.step("reading \(directory.path)")
            described = try await SwiftPackage.describe(directory.path, product: product)
        }
        // A mistake in the file is told before minutes of compiling.
        let specification = try directory.specification(product: described.product, context: context)
        let files = try PackageFiles(specification, in: directory.path).files
        progress.step("building \(described.product) (\(isDebug ? "debug" : "release"))")
        let build = SwiftBuild(package: described, isDebug: isDebug, scratchPath: scratchPath)
        let executable = try await build.run(progress: progress)
        let declared = try await DeclaredFunctions.read(from: executable)
        return Program(
            executable: executable,
            manifest: try Manifest.merging(declared: declared, specification: specification), files: files,
            warnings: specification.warnings)
    }

    /// Compiles and packs.
    /// - Parameter output: The zip; `SERVICE.zip` in the current directory otherwise.
    func package(to output: String?) async throws -> Package {
        let program = try await program()
        let folder = FileManager.default.temporaryDirectory.appending(path: "meridian-\(RequestID.make())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        progress.step("packing \(program.manifest.service)")
        var writer = try PackageWriter(manifest: program.manifest)
        var executableSize: Int?
        if let executable = program.executable {
            let copy = folder.appending(path: program.manifest.entry).path
            try FileManager.default.copyItem(atPath: executable, toPath: copy)
            try await Self.strip(copy)
            try writer.addExecutable(copy)
            executableSize = Self.size(of: copy)
        }
        for file in program.files { try writer.addFile(file.path, at: file.name) }
        let path = output ?? "\(program.manifest.service).zip"
        let digest = try writer.write(to: path)
        return Package(
            path: path, digest: digest.rawValue, size: Self.size(of: path), executableSize: executableSize,
            manifest: program.manifest, warnings: program.warnings)
    }

    /// Takes symbols away, which an instance would only read from disk. Where there is no `strip` the package is larger.
    static func strip(_ executable: String) async throws {
        guard let path = Tool.path(of: "strip") ?? Tool.path(of: "llvm-strip") else { return }
        let outcome = try await Tool(path: path).run([executable])
        guard outcome.status == 0 else {
            throw CommandFailure(
                .buildFailed, "`strip` failed: \(outcome.lines.joined(separator: "; "))")
        }
    }

    static func size(of path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? NSNumber)?.intValue ?? 0
    }
}
