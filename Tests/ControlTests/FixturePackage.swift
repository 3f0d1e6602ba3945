import Foundation
import MeridianCore
import Packaging

/// Packages of the fixture worker, which is built beside the tests.
enum FixturePackage {
    static let service = ServiceName("fixture")!

    private struct Declared: Decodable {
        var functions: [FunctionManifest]
    }

    /// Where the test executable lies, and the fixture beside it.
    static let buildDirectory = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().path

    /// What the fixture says of its functions.
    static let functions: [FunctionManifest] = {
        let output = try! run(buildDirectory + "/FixtureWorker", [], environment: ["MERIDIAN_HOST": "manifest"])
        return try! JSONDecoder().decode(Declared.self, from: output).functions
    }()

    /// The executable without symbols, which would only make packing slow. It goes with the process.
    private static let executable: String = {
        let copy = FileManager.default.temporaryDirectory.appending(path: "fixture-\(getpid())").path
        try? FileManager.default.removeItem(atPath: copy)
        try! FileManager.default.copyItem(atPath: buildDirectory + "/FixtureWorker", toPath: copy)
        _ = try? run("/usr/bin/strip", [copy], environment: [:])
        atexit { try? FileManager.default.removeItem(atPath: FixturePackage.executable) }
        return copy
    }()

    /// Packs the fixture.
    /// - Parameters:
    ///   - environment: Variables of its instances; other ones make another package.
    ///   - change: Changes the manifest further.
    static func write(
        to path: String, environment: [String: String] = [:], service: ServiceName = service,
        _ change: (inout Manifest) -> Void = { _ in }
    ) throws {
        var manifest = Manifest(
            service: service, defaults: FunctionOptions(initTimeout: 20, environment: environment),
            functions: functions)
        change(&manifest)
        var writer = try PackageWriter(manifest: manifest)
        try writer.addExecutable(executable)
        _ = try writer.write(to: path, compression: .fast)
    }

    private static func run(_ path: String, _ arguments: [String], environment: [String: String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return data
    }
}
