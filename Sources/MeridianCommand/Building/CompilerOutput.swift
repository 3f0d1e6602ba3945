import Foundation
import MeridianCore

/// Finds the compiler's messages in what `swift build` prints.
enum CompilerOutput {
    /// Every error once, in the order in which they came.
    static func errors(in lines: [String], relativeTo directory: String) -> [SourceDiagnostic] {
        var seen: Set<SourceDiagnostic> = []
        var found: [SourceDiagnostic] = []
        var texts: [String: String] = [:]
        for line in lines {
            guard var diagnostic = parse(line), diagnostic.severity == "error" else { continue }
            let path = diagnostic.file
            let text = texts[path] ?? (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            texts[path] = text
            diagnostic.source = diagnostic.line.flatMap { text.line(at: $0) }
            diagnostic.file = shortened(path, relativeTo: directory)
            if seen.insert(diagnostic).inserted { found.append(diagnostic) }
        }
        return found
    }

    /// Reads `/path/File.swift:12:5: error: cannot find 'x' in scope`.
    static func parse(_ line: String) -> SourceDiagnostic? {
        guard line.hasPrefix("/"),
            let match = line.firstMatch(of: #/^(/.*?):(\d+):(\d+): (error|warning|note): (.*)$/#)
        else { return nil }
        return SourceDiagnostic(
            file: String(match.1), line: Int(match.2), column: Int(match.3), severity: String(match.4),
            message: String(match.5))
    }

    /// Where SwiftPM says how far it is: `[12/30] Compiling Shop Items.swift`.
    static func progress(_ line: String) -> String? {
        guard line.hasPrefix("["), let end = line.firstIndex(of: "]"), line[..<end].contains("/") else { return nil }
        return line
    }

    /// Whether SwiftPM waits for another run of itself in the same build directory.
    static func isWaiting(_ line: String) -> Bool {
        line.hasPrefix("Another instance of SwiftPM")
    }

    private static func shortened(_ path: String, relativeTo directory: String) -> String {
        let current = FileManager.default.currentDirectoryPath
        for base in [current, directory] where path.hasPrefix(base + "/") {
            return String(path.dropFirst(base.count + 1))
        }
        return path
    }
}

/// A build that failed, as a failure of the command.
enum BuildFailure {
    private static let shownLines = 30

    static func from(_ outcome: Tool.Outcome, directory: String, what: String) -> CommandFailure {
        let errors = CompilerOutput.errors(in: outcome.lines, relativeTo: directory)
        guard errors.isEmpty else {
            let count = errors.count == 1 ? "1 error" : "\(errors.count) errors"
            return CommandFailure(.buildFailed, "\(what): \(count)", diagnostics: errors)
        }
        let last = outcome.lines.filter { CompilerOutput.progress($0) == nil && !$0.isEmpty }.suffix(shownLines)
        return CommandFailure(.buildFailed, "\(what):\n\(last.joined(separator: "\n"))")
    }
}
