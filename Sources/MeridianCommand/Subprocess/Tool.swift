import Foundation
import MeridianCore
import Synchronization

/// A program that the command calls.
struct Tool: Sendable {
    struct Outcome: Sendable {
        var status: Int32
        var output: Data
        var errors: Data
        /// Both streams, line by line, in the order in which they came.
        var lines: [String]
    }

    let path: String

    /// Finds a program on the PATH.
    init(_ name: String) throws(CommandFailure) {
        guard let path = Tool.path(of: name) else {
            throw CommandFailure(.toolMissing, "'\(name)' is not on the PATH; install it and try again")
        }
        self.path = path
    }

    init(path: String) {
        self.path = path
    }

    static func path(of name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").lazy
            .map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs the program and waits for its end. When the task is cancelled it is sent SIGTERM.
    /// - Parameters:
    ///   - environment: Added to this process's.
    ///   - onLine: Told each line of either stream as it comes.
    func run(
        _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:],
        onLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        let lines = Mutex<[String]>([])
        let collect: @Sendable (String) -> Void = { line in
            lines.withLock { $0.append(line) }
            onLine(line)
        }
        let running = RunningProcess(process)
        return try await withTaskCancellationHandler {
            try process.run()
            async let outputData = Self.readAll(output.fileHandleForReading, onLine: collect)
            async let errorData = Self.readAll(errors.fileHandleForReading, onLine: collect)
            let (first, second) = await (outputData, errorData)
            let status = await running.end()
            try Task.checkCancellation()
            return Outcome(status: status, output: first, errors: second, lines: lines.withLock { $0 })
        } onCancel: {
            running.terminate()
        }
    }

    /// Reads on a thread of its own, since a read blocks until the program writes.
    private static func readAll(
        _ handle: FileHandle, onLine: @escaping @Sendable (String) -> Void
    ) async -> Data {
        let descriptor = handle.fileDescriptor
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var splitter = LineSplitter()
                var all = Data()
                var part = [UInt8](repeating: 0, count: 64 << 10)
                while true {
                    let count = read(descriptor, &part, part.count)
                    if count < 0 && errno == EINTR { continue }
                    guard count > 0 else { break }
                    all.append(contentsOf: part[..<count])
                    splitter.add(part[..<count], onLine)
                }
                splitter.finish(onLine)
                continuation.resume(returning: all)
            }
        }
    }
}

/// A process that another task may have to end. Foundation's `Process` may be signalled and waited for from any thread.
private final class RunningProcess: @unchecked Sendable {
    private let process: Process

    init(_ process: Process) {
        self.process = process
    }

    func terminate() {
        if process.isRunning { process.terminate() }
    }

    func end() async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                self.process.waitUntilExit()
                continuation.resume(returning: self.process.terminationStatus)
            }
        }
    }
}
