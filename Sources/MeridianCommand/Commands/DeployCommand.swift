import Access
import ArgumentParser
import Control
import Exporting
import Foundation
import MeridianCore
import Packaging
import Persistence
import Releases
import Specification

struct DeployCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy", abstract: "Publish a service to a platform and make it live.",
        discussion: """
            Builds when given a directory. What was live stays live until the new release is ready. With --no-promote the \
            new release answers its preview address only, until `meridian release promote` or `weights`; with --rollout it \
            gets the traffic step by step for as long as the judge finds nothing against it.

            With --target lambda, fc, knative or kubernetes the service is exported and deployed by the platform's own \
            command (aws, s, kubectl), after what changes was shown.
            """)

    @Argument(
        help: "The directory of the service, a zip made by `meridian build`, or with --runtime any program's zip.")
    var source = "."

    @Option(help: ArgumentHelp("The platform: meridian, lambda, fc, knative or kubernetes.", valueName: "target"))
    var target = PlatformTarget.meridian

    @Flag(help: "Show what would change on another platform, and change nothing.")
    var dryRun = false

    @Option(help: "The container image that is deployed, for knative and kubernetes.")
    var image: String?

    @Flag(
        help:
            "Build the image with podman or docker, and push it; without a tag it is named after the package's digest.")
    var pushImage = false

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where the export for another platform is kept; nowhere otherwise.", valueName: "dir"))
    var output: String?

    @Flag(help: "Publish the release without giving it requests.")
    var noPromote = false

    @Flag(help: "Give the release the traffic step by step, judged; see `meridian rollout`.")
    var rollout = false

    @OptionGroup var plan: PlanOption

    @Option(help: "Who publishes; by default the name of the user.")
    var author: String?

    @Option(help: "What it was built from; by default the commit of the directory, where git knows it.")
    var revision: String?

    @OptionGroup var signing: SigningOption
    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var building: BuildOptions
    @OptionGroup var answer: OutputOptions

    func validate() throws {
        if rollout, noPromote { throw ValidationError("--rollout and --no-promote exclude each other") }
        if plan.plan != nil, !rollout { throw ValidationError("--plan needs --rollout") }
        guard target == .meridian else {
            if rollout { throw ValidationError("--rollout needs the target meridian") }
            return
        }
        if let author, author.isEmpty { throw ValidationError("--author must not be empty") }
        if let revision, revision.isEmpty { throw ValidationError("--revision must not be empty") }
        if dryRun { throw ValidationError("--dry-run needs a --target other than meridian") }
        if image != nil || pushImage || output != nil {
            throw ValidationError("--image, --push-image and --output need a --target other than meridian")
        }
    }

    func run() async throws {
        guard target == .meridian else { return try await deployElsewhere() }
        let plan = try plan.read()
        let client = try control.client(dataDirectory: platform.data)
        let progress = answer.progress
        defer { progress.clear() }
        let (package, isTemporary) = try await package(progress)
        defer { if isTemporary { try? FileManager.default.removeItem(atPath: package) } }
        let manifest = try PackageReader(path: package).manifest
        let service = manifest.service
        let digest = try BlobDigest(ofFileAt: package).rawValue
        let live = try await LiveRelease.of(service, client)
        let difference = ReleaseDifference(from: live?.manifest, to: manifest)
        progress.clear()
        if !answer.json, let live, live.digest != digest {
            StandardOutput.line(ReleaseText.change(from: live, to: digest, difference))
        }
        progress.step("deploying \(service) to \(client.base)")
        let deployment = try await client.upload(
            DeploymentDocument.self, file: package, to: "/v1/services/\(service)/releases",
            query: await query(isFirst: live == nil), contentType: "application/zip",
            fields: try signature(of: package, digest, for: service))
        progress.clear()
        let begun = try await beginRollout(of: deployment, plan, client)
        guard !answer.json else {
            return StandardOutput.line(
                CommandJSON.text(
                    DeployReport(
                        deployment: deployment, difference: live == nil ? nil : difference, rollout: begun)))
        }
        let name = "\(service) release \(deployment.release)"
        let shortDigest = deployment.digest.prefix(12)
        switch (deployment.isUnchanged, deployment.isLive) {
        case (true, true): StandardOutput.line("\(name) is live already (\(shortDigest))")
        case (true, false): StandardOutput.line("\(name) is published already (\(shortDigest)): \(deployment.preview)")
        case (false, let isLive):
            StandardOutput.line(
                "\(name) is \(isLive ? "live" : "published") (\(shortDigest)); "
                    + "started in \(Quantities.milliseconds(deployment.milliseconds.start))")
        }
        if let begun {
            StandardOutput.line(
                RolloutText.headline(begun) + "; `meridian rollout status \(service) --follow` shows how it goes")
        }
        StandardOutput.line(FunctionTableText.render(deployment.functions))
    }

    /// The field with the signature of a package, where there is one.
    private func signature(
        of package: String, _ digest: String, for service: ServiceName
    ) throws -> [(String, String)] {
        return try signing.signature(of: package, digest: digest, for: service).map {
            [(PackageSignature.fieldName, $0.text)]
        } ?? []
    }

    /// - Returns: `nil` when none is wanted, or the release is live already.
    private func beginRollout(
        of deployment: DeploymentDocument, _ plan: RolloutPlan?, _ client: ControlClient
    ) async throws -> RolloutDocument? {
        guard rollout, !deployment.isLive else { return nil }
        return try await client.startRollout(
            of: deployment.service.rawValue, RolloutWishDocument(release: deployment.release, plan: plan))
    }

    private func query(isFirst: Bool) async -> [(String, String?)] {
        let user = NSUserName().isEmpty ? nil : NSUserName()
        var source = revision.map { SourceRevision(revision: $0) }
        if source == nil { source = await GitRevision.of(self.source) }
        // The first release has nothing to take traffic from.
        let promotes = !noPromote && (!rollout || isFirst)
        return [
            ("promote", promotes ? nil : "false"), ("author", author ?? user),
            ("revision", source?.revision), ("modified", source?.isModified == true ? "true" : nil),
        ]
    }

    private func deployElsewhere() async throws {
        let progress = answer.progress
        defer { progress.clear() }
        let surroundings = VendorTool.Surroundings(progress: progress)
        // What is missing is told before minutes of compiling.
        _ = try VendorTool(for: target, surroundings)
        let temporary = FileManager.default.temporaryDirectory.appending(path: "meridian-\(RequestID.make())").path
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        let exported = try await ExportedService.write(
            building.builder(try ServiceDirectory(source), progress), for: target, to: output ?? temporary,
            image: image,
            tagsImage: pushImage, force: false)
        progress.tell(exported.package.warnings)
        progress.tell(exported.export.gaps)
        var deployment = try exported.deployment(pushingImage: pushImage, surroundings)
        var report = DeploymentReport(
            service: exported.package.manifest.service, target: target.rawValue, state: .unchanged)
        if let difference = try await deployment.difference() {
            progress.clear()
            report.difference = difference
            if !answer.json { StandardOutput.line(difference) }
            if dryRun {
                try await deployment.abandon()
                report.state = .planned
            } else {
                report.notes = try await deployment.carryOut()
                report.state = .deployed
            }
        }
        progress.clear()
        guard !answer.json else { return StandardOutput.line(CommandJSON.text(report)) }
        switch report.state {
        case .unchanged: StandardOutput.line("\(report.service) is on \(target.title) already; nothing changed")
        case .planned: StandardOutput.line("\(report.service) was not deployed: this was a dry run")
        case .deployed:
            StandardOutput.line("\(report.service) is deployed to \(target.title)")
            for note in report.notes { StandardOutput.line("  " + note) }
        }
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
            try ForeignBuild.package(source, specification, to: path)
            return (path, true)
        }
        let package = try await building.builder(try ServiceDirectory(source), progress).package(to: path)
        progress.tell(package.warnings)
        return (package.path, true)
    }
}
