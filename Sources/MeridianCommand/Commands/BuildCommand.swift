import Access
import ArgumentParser
import Exporting
import Foundation
import MeridianCore
import Packaging
import Specification

struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Build a service into a package: one reproducible zip.",
        discussion: """
            The same executable runs everywhere: a target decides on the layout, on what lies beside the executable, and \
            on how large the package may be. The zip for Lambda and Function Compute is the one for Meridian; those for \
            Knative, Kubernetes, OpenWhisk and an ordinary app are directories with a Containerfile.
            """)

    @Argument(
        help: """
            The directory of the service: a Swift package with one executable, functions in JavaScript or TypeScript, \
            or a program as it is.
            """)
    var directory = "."

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The zip, SERVICE.zip otherwise; for a target that wants a directory, that, SERVICE-TARGET otherwise.",
            valueName: "path"))
    var output: String?

    @Option(help: ArgumentHelp("Where it will run: \(PlatformTarget.names).", valueName: "target"))
    var target = PlatformTarget.meridian

    @Flag(help: "Write over files in the directory that no build has written.")
    var force = false

    @OptionGroup var signing: SigningOption
    @OptionGroup var building: BuildOptions
    @OptionGroup var answer: OutputOptions

    private struct Document: Encodable {
        var service: ServiceName
        var target: String
        var path: String
        var digest: String
        var size: Int
        var unpackedSize: Int
        var executableSize: Int?
        var parts: [PackagePart]
        var functions: [FunctionManifest]
        var warnings: [SourceDiagnostic]?
    }

    func run() async throws {
        let progress = answer.progress
        defer { progress.clear() }
        let builder = try building.builder(ServiceDirectory(directory), progress)
        let package: BuiltPackage
        switch target.packageForm {
        case .zip: package = try await builder.package(to: output, for: target)
        case .directory: package = try await buildDirectory(builder)
        }
        if signing.sign != nil {
            let signature = try signing.signature(
                of: package.path, digest: package.digest, for: package.manifest.service)
            try Data((signature!.text + "\n").utf8).write(to: URL(fileURLWithPath: package.path + ".sig"))
        }
        progress.clear()
        guard !answer.json else {
            StandardOutput.line(
                CommandJSON.text(
                    Document(
                        service: package.manifest.service, target: target.rawValue, path: package.path,
                        digest: package.digest, size: package.size, unpackedSize: package.unpackedSize,
                        executableSize: package.executableSize, parts: package.parts,
                        functions: package.manifest.functions,
                        warnings: package.warnings.isEmpty ? nil : package.warnings.map(SourceDiagnostic.init))))
            return
        }
        progress.tell(package.warnings)
        let count = package.manifest.functions.count
        StandardOutput.line(
            "\(package.path)  \(package.manifest.service), \(count) \(count == 1 ? "function" : "functions"), "
                + Quantities.bytes(package.size)
                + (package.executableSize.map { " (executable \(Quantities.bytes($0)))" } ?? ""))
        if target != .meridian { StandardOutput.line(package.sizes) }
        if target.packageForm == .zip { StandardOutput.line("sha256 \(package.digest)") }
    }

    private func buildDirectory(_ builder: ServiceBuilder) async throws -> BuiltPackage {
        let zip = FileManager.default.temporaryDirectory.appending(path: "meridian-\(RequestID.make()).zip").path
        defer { try? FileManager.default.removeItem(atPath: zip) }
        var package = try await builder.package(to: zip, for: target)
        let path = output ?? "\(package.manifest.service)-\(target)"
        try package.directory(path, with: try package.packaged()).write(force: force)
        package.path = path
        return package
    }
}

/// How a service is built.
struct BuildOptions: ParsableArguments {
    @Option(help: "The executable product, when the package has several.")
    var product: String?

    @Option(
        help: ArgumentHelp("Where SwiftPM keeps what it builds; .build in the package otherwise.", valueName: "dir"))
    var scratchPath: String?

    @Flag(help: "Build without optimisation, for this machine only.")
    var debug = false

    @Flag(help: "Leave the names of functions in the program, so that `profile-cpu` can show them.")
    var keepSymbols = false

    @OptionGroup var staging: StageOptions
    @OptionGroup var foreign: ForeignOptions

    func builder(_ directory: ServiceDirectory, _ progress: Progress) throws -> ServiceBuilder {
        ServiceBuilder(
            directory: directory, product: product, isDebug: debug, keepsSymbols: keepSymbols,
            scratchPath: scratchPath,
            context: staging.context(), foreign: try foreign.specification(for: directory.path), progress: progress)
    }
}

/// For which stage a specification is read.
struct StageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The stage whose overrides in meridian.yml count; by default what MERIDIAN_STAGE says.", valueName: "name"))
    var stage: String?

    /// - Parameter standard: The stage when none is chosen.
    func context(standard: String = SpecificationContext.standardStage) -> SpecificationContext {
        SpecificationContext(
            stage: stage, standard: standard, environment: ProcessInfo.processInfo.environment)
    }
}
