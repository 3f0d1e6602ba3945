import ArgumentParser
import Exporting
import Foundation
import MeridianCore
import Specification

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Describe a service in the words of another platform.",
        discussion: """
            Writes the package and what the platform's own tools need to deploy it: a SAM template for lambda, s.yaml \
            for fc, manifests for knative and kubernetes, manifest.yaml for openwhisk, host.json and function.json for \
            azure, a systemd unit and a Containerfile for app. What the platform can't do of what meridian.yml and the \
            code say is told as warnings.
            """)

    @Argument(help: "The directory of the service: a Swift package with one executable.")
    var directory = "."

    @Option(help: ArgumentHelp("The platform: \(PlatformTarget.exported).", valueName: "target"))
    var target: PlatformTarget

    @Option(
        name: [.short, .long], help: ArgumentHelp("Where to write; SERVICE-TARGET otherwise.", valueName: "dir"))
    var output: String?

    @Option(help: "The container image that is deployed, for knative, kubernetes and openwhisk.")
    var image: String?

    @Flag(help: "End with 3 when there is something that the platform can't do.")
    var strict = false

    @Flag(help: "Write over files that no export has written.")
    var force = false

    @OptionGroup var building: BuildOptions
    @OptionGroup var answer: OutputOptions

    private struct Document: Encodable {
        var service: ServiceName
        var target: String
        var path: String
        var files: [String]
        var gaps: [SourceDiagnostic]
        var warnings: [SourceDiagnostic]?
    }

    func validate() throws {
        guard target != .meridian else {
            throw ValidationError("Meridian reads everything from the package; `meridian build` makes it")
        }
    }

    func run() async throws {
        let progress = answer.progress
        defer { progress.clear() }
        let exported = try await ExportedService.write(
            building.builder(try ServiceDirectory(directory), progress), for: target, to: output, image: image,
            force: force)
        progress.clear()
        let gaps = exported.export.gaps.map(SourceDiagnostic.init)
        if answer.json {
            StandardOutput.line(
                CommandJSON.text(
                    Document(
                        service: exported.package.manifest.service, target: target.rawValue, path: exported.path,
                        files: exported.files, gaps: gaps,
                        warnings: exported.package.warnings.isEmpty
                            ? nil : exported.package.warnings.map(SourceDiagnostic.init))))
        } else {
            progress.tell(exported.package.warnings)
            progress.tell(exported.export.gaps)
            for file in exported.files { StandardOutput.line("\(exported.path)/\(file)") }
        }
        if strict, !gaps.isEmpty { throw ExitCode(ExitStatus.warnings.rawValue) }
    }
}
