import ArgumentParser
import Control
import Foundation
import MeridianCore
import Packaging
import Specification

struct DeployCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy", abstract: "Publish a service to a platform and make it live.",
        discussion: "Builds when given a directory. What was live stays live until the new release is ready.")

    @Argument(
        help: "The directory of the service, a zip made by `meridian build`, or with --runtime any program's zip.")
    var source = "."

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var building: BuildOptions
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        let progress = answer.progress
        defer { progress.clear() }
        let (package, isTemporary) = try await package(progress)
        defer { if isTemporary { try? FileManager.default.removeItem(atPath: package) } }
        let service = try PackageReader(path: package).manifest.service
        progress.step("deploying \(service) to \(client.base)")
        let deployment = try await client.upload(
            DeploymentDocument.self, file: package, to: "/v1/services/\(service)/releases",
            contentType: "application/zip")
        progress.clear()
        guard !answer.json else {
            StandardOutput.line(CommandJSON.text(deployment))
            return
        }
        let digest = deployment.digest.prefix(12)
        StandardOutput.line(
            deployment.isUnchanged
                ? "\(service) release \(deployment.release) is live already (\(digest))"
                : "\(service) release \(deployment.release) is live (\(digest)); "
                    + "started in \(Quantities.milliseconds(deployment.milliseconds.start))")
        StandardOutput.line(FunctionTableText.render(deployment.functions))
    }

    /// The zip to send, and whether it was made for this purpose only.
    private func package(_ progress: Progress) async throws -> (path: String, isTemporary: Bool) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source, isDirectory: &isDirectory) else {
            throw CommandFailure(.noSuchSource, "there is neither a directory nor a package '\(source)'")
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "meridian-\(RequestID.make()).zip").path
        guard isDirectory.boolValue else {
            guard let specification = try building.foreign.specification(for: source) else { return (source, false) }
            progress.step("packing \(specification.service)")
            return (try ForeignBuild.package(source, specification, to: path).path, true)
        }
        let package = try await building.builder(try ServiceDirectory(source), progress).package(to: path)
        progress.tell(package.warnings)
        return (package.path, true)
    }
}
