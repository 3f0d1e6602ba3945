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
        #if os(Linux)
            let archives = isDebug ? nil : try await RuntimeArchives.prepared(in: scratch)
        #else
            let archives: RuntimeArchives? = nil
        #endif
        let outcome = try await Tool("swift").run(arguments(linking: archives)) { line in
            if let detail = CompilerOutput.progress(line) { progress.detail(detail) }
            if CompilerOutput.isWaiting(line) { progress.step(line) }
        }
        guard outcome.status == 0 else {
            throw BuildFailure.from(
                outcome, directory: package.directory, what: "'\(package.product)' does not compile")
        }
        let executable = "\(scratch)/\(configuration)/\(package.product)"
        guard FileManager.default.isExecutableFile(atPath: executable) else {
            throw CommandFailure(.buildFailed, "`swift build` left no executable at '\(executable)'")
        }
        return executable
    }

    private var configuration: String { isDebug ? "debug" : "release" }

    private var scratch: String { scratchPath ?? package.directory + "/.build" }

    /// Whether SwiftPM must plan anew instead of going by the plan that it keeps in the build directory. The kept one
    /// does not see a file that was added to a package which this one depends on by its path, which a release must
    /// not miss; and it is taken for this package's even when it was made for another that shares the directory, whose
    /// sources it then goes on compiling. Planning takes seconds, so a debug build keeps what is its own.
    private var needsFreshPlan: Bool {
        guard isDebug else { return true }
        let path = "\(scratch)/\(configuration).yaml"
        guard let plan = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else { return false }
        let directory = URL(fileURLWithPath: package.directory).resolvingSymlinksInPath().path
        return plan.range(of: Data("\"\(directory)/Package.swift\"".utf8)) == nil
    }

    /// What `swift` is called with.
    func arguments(linking archives: RuntimeArchives? = nil) -> [String] {
        var arguments = [
            "build", "--package-path", package.directory, "-c", configuration, "--product", package.product,
        ]
        if needsFreshPlan { arguments.append("--disable-build-manifest-caching") }
        if !isDebug {
            // One file goes into a package: there is nothing beside it to be looked for.
            arguments += ["--static-swift-stdlib", "--disable-local-rpath"]
            #if os(Linux)
                // Documentation/Decisions/0005: what a function does not need costs its start.
                arguments += ["-Xlinker", "--no-export-dynamic", "-Xswiftc", "-Xclang-linker", "-Xswiftc", "-no-pie"]
                if let archives { arguments += ["-Xlinker", "-L\(archives.folder)"] }
            #endif
        }
        if let scratchPath { arguments += ["--scratch-path", scratchPath] }
        return arguments
    }
}
