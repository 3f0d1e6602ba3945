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

            For prometheus it writes what watches a platform and all services on it: scraping, recording rules, alerts \
            with their tests, the beginning of Alertmanager's configuration and a Grafana dashboard. Nothing is built.
            """)

    @Argument(help: "The directory of the service: a Swift package with one executable.")
    var directory = "."

    @Option(help: ArgumentHelp("The platform: \(PlatformTarget.exported); or prometheus.", valueName: "target"))
    var target: ExportTarget

    @Option(
        name: [.short, .long], help: ArgumentHelp("Where to write; SERVICE-TARGET otherwise.", valueName: "dir"))
    var output: String?

    @Option(help: "The container image that is deployed, for knative, kubernetes and openwhisk.")
    var image: String?

    @Option(help: ArgumentHelp("For prometheus: requests that functions are to answer well.", valueName: "percent"))
    var objective = 99.9

    @Option(
        help: ArgumentHelp("For prometheus: within what 99 of 100 requests are to be answered.", valueName: "seconds"))
    var latency = 1.0

    @Option(help: ArgumentHelp("For prometheus: where the control API is scraped.", valueName: "host:port"))
    var scrape = "127.0.0.1:7701"

    @Flag(help: "End with 3 when there is something that the platform can't do.")
    var strict = false

    @Flag(help: "Write over files that no export has written.")
    var force = false

    @OptionGroup var building: BuildOptions
    @OptionGroup var answer: OutputOptions

    private struct PrometheusDocument: Encodable {
        var target = "prometheus"
        var path: String
        var files: [String]
    }

    private struct Document: Encodable {
        var service: ServiceName
        var target: String
        var path: String
        var files: [String]
        var gaps: [SourceDiagnostic]
        var warnings: [SourceDiagnostic]?
    }

    func validate() throws {
        guard target != .platform(.meridian) else {
            throw ValidationError("Meridian reads everything from the package; `meridian build` makes it")
        }
    }

    func run() async throws {
        switch target {
        case .platform(let target): try await export(to: target)
        case .prometheus: try exportToPrometheus()
        }
    }

    private func exportToPrometheus() throws {
        let objectives = try PrometheusExport.Objectives(success: objective, latency: latency)
        let written = try PrometheusFiles.write(
            PrometheusExport(objectives: objectives, target: scrape), to: output, force: force)
        if answer.json {
            StandardOutput.line(CommandJSON.text(PrometheusDocument(path: written.path, files: written.files)))
        } else {
            for file in written.files { StandardOutput.line("\(written.path)/\(file)") }
        }
    }

    private func export(to target: PlatformTarget) async throws {
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
