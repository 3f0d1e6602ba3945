import Exporting
import Foundation
import MeridianCore
import Packaging
import Persistence
import Specification

/// From the sources of a service to a program and its manifest, and to a package.
struct ServiceBuilder: Sendable {
    struct Program: Sendable {
        /// What was compiled; `nil` for scripts and for a program that is among the files.
        var executable: String?
        var manifest: Manifest
        var specification: ServiceSpecification
        /// What goes beside the executable.
        var files: [PackageFiles.File]
        /// Calls handlers of a managed runtime; goes into the package as well.
        var client: RuntimeClient?
        /// What the specification says that could not be carried over.
        var warnings: [Diagnostic]
    }

    let directory: ServiceDirectory
    var product: String?
    var isDebug = false
    /// Whether the names of functions stay in the program, for flame graphs.
    var keepsSymbols = false
    var scratchPath: String?
    /// For which stage, and with which variables.
    var context = SpecificationContext()
    /// What the command line says of a program as it is, where no file does.
    var foreign: ServiceSpecification?
    let progress: Progress

    /// Compiles, and asks the program for its functions; or takes a program as it is.
    /// - Parameter package: What SwiftPM said before, to save asking again.
    func program(_ package: SwiftPackage? = nil) async throws -> Program {
        if let specification = try foreign ?? directory.foreignSpecification(context: context) {
            return try ForeignBuild(specification, in: directory).program()
        }
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
            manifest: try Manifest.merging(declared: declared, specification: specification),
            specification: specification, files: files, warnings: specification.warnings)
    }

    /// Compiles and packs.
    /// - Parameters:
    ///   - output: The zip; `SERVICE.zip` in the current directory otherwise.
    ///   - target: Where it is to run.
    func package(to output: String?, for target: PlatformTarget = .meridian) async throws -> BuiltPackage {
        let program = try await program()
        let folder = FileManager.default.temporaryDirectory.appending(path: "meridian-\(RequestID.make())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        progress.step("packing \(program.manifest.service)")
        var writer = try PackageWriter(manifest: program.manifest)
        if let executable = program.executable {
            let copy = folder.appending(path: program.manifest.entry).path
            try FileManager.default.copyItem(atPath: executable, toPath: copy)
            try await Self.strip(copy, keepingSymbols: keepsSymbols)
            try TargetRequirements.check(
                copy, with: program.files.map(\.name), of: program.manifest.service, for: target)
            try writer.addExecutable(copy)
        }
        for file in program.files {
            let isEntry = program.executable == nil && file.name == program.manifest.entry
            try writer.addFile(file.path, at: file.name, isExecutable: isEntry ? true : nil)
        }
        if let client = program.client { try writer.add(Array(client.text.utf8), at: client.path) }
        let path = output ?? "\(program.manifest.service).zip"
        var package = BuiltPackage(program, path: path, target: target)
        for file in try package.packaged() where file.purpose.isPacked {
            try writer.add(Array(file.text.utf8), at: file.path, isExecutable: file.isExecutable)
        }
        // What is there already stays when the new package is larger than it may be.
        let unchecked = path + ".partial"
        defer { try? FileManager.default.removeItem(atPath: unchecked) }
        package.digest = try writer.write(to: unchecked, compression: isDebug ? .fast : .balanced).rawValue
        try package.measure(unchecked)
        try TargetRequirements.check(package)
        guard rename(unchecked, path) == 0 else {
            throw CommandFailure(
                .packageNotWritten, "the package '\(path)' can't be written: \(String(cString: strerror(errno)))")
        }
        return package
    }

    /// Takes symbols away, which an instance would only read from disk. Where there is no `strip` the package is larger.
    static func strip(_ executable: String, keepingSymbols: Bool = false) async throws {
        guard let path = Tool.path(of: "strip") ?? Tool.path(of: "llvm-strip") else { return }
        let outcome = try await Tool(path: path).run(keepingSymbols ? ["--strip-debug", executable] : [executable])
        guard outcome.status == 0 else {
            throw CommandFailure(
                .buildFailed, "`strip` failed: \(outcome.lines.joined(separator: "; "))")
        }
    }

    static func size(of path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? NSNumber)?.intValue ?? 0
    }
}
