import Control
import Foundation
import MeridianCore
import Packaging

/// From changed sources to a live release, timed by phase.
struct DevelopmentCycle: Sendable {
    /// Milliseconds.
    struct Timing: Sendable, Encodable {
        var build: Double
        var start: Double
        var swap: Double
    }

    struct Outcome: Sendable {
        var deployment: DeploymentDocument
        var timing: Timing
    }

    /// `nil` for a program as it is.
    let package: SwiftPackage?
    let builder: ServiceBuilder
    let platform: Platform
    /// Where new releases are prepared; on the file system of the data directory.
    let workspace: String

    /// Builds, starts and swaps. When it throws, what was live goes on serving.
    func run() async throws -> Outcome {
        let clock = ContinuousClock()
        let began = clock.now
        let program = try await builder.program(package)
        let prepared = try prepare(program)
        let built = clock.now
        builder.progress.step("starting \(program.manifest.service)")
        let deployment = try await platform.deploy(.directory(path: prepared), for: program.manifest.service)
        return Outcome(
            deployment: deployment,
            timing: Timing(
                build: milliseconds(began.duration(to: built)),
                start: deployment.milliseconds.store + deployment.milliseconds.start,
                swap: deployment.milliseconds.swap))
    }

    /// The executable is copied, since the next build writes over it while this one runs.
    private func prepare(_ program: ServiceBuilder.Program) throws -> String {
        let directory = workspace + "/" + RequestID.make()
        let files = FileManager.default
        try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
        if let executable = program.executable {
            try files.copyItem(atPath: executable, toPath: directory + "/" + program.manifest.entry)
        }
        for file in program.files {
            let target = URL(fileURLWithPath: "\(directory)/\(file.name)")
            try files.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try files.copyItem(at: URL(fileURLWithPath: file.path), to: target)
        }
        if let client = program.client {
            let target = URL(fileURLWithPath: "\(directory)/\(client.path)")
            try files.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(client.text.utf8).write(to: target)
        }
        let manifest = Data(try ManifestCoding.encode(program.manifest))
        try manifest.write(to: URL(fileURLWithPath: directory + "/" + ManifestCoding.path))
        return directory
    }

    private func milliseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds * 1_000_000 + attoseconds / 1_000_000_000_000) / 1_000
    }
}
