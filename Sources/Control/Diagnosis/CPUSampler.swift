import Engine
import Foundation
import MeridianCore
import Persistence
import Traces

/// Takes samples of processes by `perf`.
struct CPUSampler: Sendable {
    private static let program = "perf"
    /// Samples a second; not a round number, so that what happens each hundredth of a second is not seen always or never.
    private static let frequency = 499

    let processes: [Int]
    let seconds: Int

    /// - Parameter directory: Where the samples are put for a moment.
    /// - Throws: ``ErrorCode/profilerMissing``, ``ErrorCode/profilerFailed``.
    func run(in directory: String) async throws -> FoldedStacks {
        guard let perf = Self.path else {
            throw MeridianError(
                .profilerMissing, "there is no `perf` on the platform's machine (Debian: linux-perf)", status: 501)
        }
        let file = "\(directory)/\(RequestID.make()).perf"
        defer { try? FileSystem.remove(file) }
        let recorded = try await Self.run(
            perf,
            [
                "record", "-q", "-e", "cpu-clock", "-F", String(Self.frequency), "-g", "-o", file, "-p",
                // In a sandbox the worker is the child of what was started.
                processes.flatMap { ProcessTree.processes(below: Int32($0)) }.map(String.init).joined(separator: ","),
                "--", "sleep", String(seconds),
            ])
        guard recorded.status == 0, FileSystem.exists(file) else { throw Self.failure(recorded.errors) }
        let script = try await Self.run(perf, ["script", "-i", file, "-F", "comm,tid,time,event,ip,sym,dso"])
        guard script.status == 0 else { throw Self.failure(script.errors) }
        return FoldedStacks(perfScript: script.output, name: SymbolName.readable)
    }

    private static func failure(_ text: String) -> MeridianError {
        MeridianError(
            .profilerFailed, "`perf` failed: \(text.split(separator: "\n").suffix(4).joined(separator: "; "))",
            status: 502)
    }

    private static var path: String? {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? []
        return (folders + ["/usr/bin"]).lazy.map { $0 + "/" + program }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    /// Threads of pools block most signals, and a process begins with what its thread blocks: `perf` would never hear that
    /// the command whose end it waits for has ended.
    private static func runWithoutBlockedSignals(_ process: Process) throws {
        var (none, former) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &former)
        defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
        try process.run()
    }

    private struct Outcome: Sendable {
        var status: Int32
        var output: String
        var errors: String
    }

    private static func run(_ path: String, _ arguments: [String]) async throws -> Outcome {
        try await Blocking.run {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            let (output, errors) = (Pipe(), Pipe())
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            process.standardError = errors
            try runWithoutBlockedSignals(process)
            // What is said is little, and what is printed is read first.
            let printed = output.fileHandleForReading.readDataToEndOfFile()
            let said = errors.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return Outcome(
                status: process.terminationStatus, output: String(decoding: printed, as: UTF8.self),
                errors: String(decoding: said, as: UTF8.self))
        }
    }
}
