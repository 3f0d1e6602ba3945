import ArgumentParser
import Foundation
import MeridianCore
import Specification

struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Build a service into a package: one reproducible zip.")

    @Argument(help: "The directory of the service: a Swift package with one executable, or functions in JavaScript.")
    var directory = "."

    @Option(name: [.short, .long], help: ArgumentHelp("The zip; SERVICE.zip otherwise.", valueName: "file"))
    var output: String?

    @OptionGroup var building: BuildOptions
    @OptionGroup var answer: OutputOptions

    private struct Document: Encodable {
        var service: ServiceName
        var path: String
        var digest: String
        var size: Int
        var executableSize: Int?
        var functions: [FunctionManifest]
        var warnings: [SourceDiagnostic]?
    }

    func run() async throws {
        let progress = answer.progress
        defer { progress.clear() }
        let package = try await building.builder(ServiceDirectory(directory), progress).package(to: output)
        progress.clear()
        guard !answer.json else {
            StandardOutput.line(
                CommandJSON.text(
                    Document(
                        service: package.manifest.service, path: package.path, digest: package.digest,
                        size: package.size, executableSize: package.executableSize,
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
        StandardOutput.line("sha256 \(package.digest)")
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

    @OptionGroup var staging: StageOptions

    func builder(_ directory: ServiceDirectory, _ progress: Progress) -> ServiceBuilder {
        ServiceBuilder(
            directory: directory, product: product, isDebug: debug, scratchPath: scratchPath,
            context: staging.context(), progress: progress)
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
