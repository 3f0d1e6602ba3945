import Foundation
import Specification

/// A mistake in a file, as a compiler tells it.
struct SourceDiagnostic: Hashable, Sendable, Codable {
    /// As it is shown: relative to the current directory where that is shorter.
    var file: String
    /// From 1.
    var line: Int?
    /// From 1.
    var column: Int?
    /// `error`, `warning` or `note`.
    var severity: String
    var message: String
    /// The line of the source, when it could be read.
    var source: String?

    init(file: String, line: Int?, column: Int?, severity: String, message: String, source: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.message = message
        self.source = source
    }

    /// A mistake in `meridian.yml`, with its line.
    init(_ diagnostic: Diagnostic) {
        let text = try? String(contentsOfFile: diagnostic.file, encoding: .utf8)
        self.init(
            file: diagnostic.file, line: diagnostic.line, column: diagnostic.column,
            severity: diagnostic.severity.rawValue,
            message: diagnostic.text, source: diagnostic.line.flatMap { text?.line(at: $0) })
    }

    /// The place and message, then the line with a mark below it.
    var rendered: String {
        var text = file
        if let line { text += ":\(line)" }
        if let column { text += ":\(column)" }
        text += ": \(severity): \(message)"
        guard let source, let line else { return text }
        let number = String(line)
        text += "\n \(number) | \(source)"
        if let column, column >= 1 {
            let before = source.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
            text += "\n \(String(repeating: " ", count: number.count)) | \(before)^"
        }
        return text
    }
}

extension String {
    /// A line by its number from 1.
    func line(at number: Int) -> String? {
        let lines = split(separator: "\n", maxSplits: number, omittingEmptySubsequences: false)
        guard number >= 1, number <= lines.count else { return nil }
        return String(lines[number - 1])
    }
}
