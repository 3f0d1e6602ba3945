import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A program that lies beside the tests, in a process of its own until it is killed.
final class ChildProgram: Sendable {
    private let process = Process()
    /// What it printed when it was ready.
    let firstLine: String

    /// - Throws: When it ends without a line.
    init(_ name: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: name)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var text = Data()
        while !text.contains(UInt8(ascii: "\n")) {
            let part = output.fileHandleForReading.availableData
            try #require(!part.isEmpty, "\(name) ended before it was ready")
            text += part
        }
        firstLine = String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    deinit {
        kill()
    }

    /// Kills it with SIGKILL, and waits for its end.
    func kill() {
        guard process.isRunning else { return }
        #if canImport(Glibc)
            _ = Glibc.kill(process.processIdentifier, SIGKILL)
        #else
            _ = Darwin.kill(process.processIdentifier, SIGKILL)
        #endif
        process.waitUntilExit()
    }
}
