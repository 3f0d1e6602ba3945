import Foundation
import MeridianCore

/// One run of `swift build` for the executable of a service.
struct SwiftBuild: Sendable {
    let package: SwiftPackage
    /// Unoptimised and linked dynamically: quick to build, for this machine only.
    var isDebug = false
    /// Where SwiftPM keeps what it builds; `.build` in the package otherwise.
    var scratchPath: String?

    /// Builds.
    /// - Returns: The path of the executable.
    /// - Throws: ``CommandFailure`` with the compiler's errors.
    func run(progress: Progress) async throws -> String {
        let outcome = try await Tool("swift").run(arguments) { line in
            if let detail = CompilerOutput.progress(line) { progress.detail(detail) }
            if CompilerOutput.isWaiting(line) { progress.step(line) }
        }
        guard outcome.status == 0 else {
            throw BuildFailure.from(
                outcome, directory: package.directory, what: "'\(package.product)' does not compile")
        }
        let configuration = isDebug ? "debug" : "release"
        let scratch = scratchPath ?? package.directory + "/.build"
        let executable = "\(scratch)/\(configuration)/\(package.product)"
        guard FileManager.default.isExecutableFile(atPath: executable) else {
            throw CommandFailure(.buildFailed, "`swift build` left no executable at '\(executable)'")
        }
        return executable
    }

    /// What `swift` is called with.
    var arguments: [String] {
        var arguments = [
            "build", "--package-path", package.directory, "-c", isDebug ? "debug" : "release", "--product",
            package.product,
        ]
        if !isDebug {
            // A cached plan does not see a file that was added to a package which this one depends on by its path.
            arguments += ["--static-swift-stdlib", "--disable-build-manifest-caching"]
            #if os(Linux)
                // Documentation/Decisions/0005: what a function does not need costs its start.
                arguments += ["-Xlinker", "--no-export-dynamic", "-Xswiftc", "-Xclang-linker", "-Xswiftc", "-no-pie"]
            #endif
        }
        if let scratchPath { arguments += ["--scratch-path", scratchPath] }
        return arguments
    }
}
