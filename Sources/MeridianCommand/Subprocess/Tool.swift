import Foundation
import MeridianCore
import Synchronization

/// A program that the command calls.
struct Tool: Sendable {
    struct Outcome: Sendable {
        /// As a shell tells it: 128 and the number of the signal for a program that a signal ended.
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

    /// The directories that programs are looked for in.
    static var searchPath: String { ProcessInfo.processInfo.environment["PATH"] ?? "" }

    static func path(of name: String, in searchPath: String = Self.searchPath) -> String? {
        searchPath.split(separator: ":").lazy.map { "\($0)/\(name)" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    /// Runs the program, with nothing on its standard input, and waits for its end. When the task is cancelled it is
    /// sent SIGTERM.
    /// - Parameters:
    ///   - environment: Added to this process's.
    ///   - onLine: Told each line of either stream as it comes.
    /// - Throws: ``CommandFailure`` when the program can't be started, `CancellationError`.
    func run(
        _ arguments: [String], environment: [String: String] = [:],
        onLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Outcome {
        try Task.checkCancellation()
        let lines = Mutex<[String]>([])
        let collect: @Sendable (String) -> Void = { line in
            lines.withLock { $0.append(line) }
            onLine(line)
        }
        let child = try ChildProcess.start(
            path, arguments, environment: ProcessInfo.processInfo.environment.merging(environment) { $1 })
        return try await withTaskCancellationHandler {
            async let output = Self.readAll(child.output, onLine: collect)
            async let errors = Self.readAll(child.errors, onLine: collect)
            let (first, second) = await (output, errors)
            let status = await Self.onThread { child.wait() }
            try Task.checkCancellation()
            return Outcome(status: status, output: first, errors: second, lines: lines.withLock { $0 })
        } onCancel: {
            child.terminate()
        }
    }

    private static func readAll(
        _ descriptor: CInt, onLine: @escaping @Sendable (String) -> Void
    ) async -> Data {
        await onThread {
            defer { close(descriptor) }
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
            return all
        }
    }

    /// Runs what blocks on a thread of its own.
    private static func onThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }
}
