import Foundation
import MeridianCore
import Specification

/// Files that stay out of a package that is made of a whole directory: `.meridianignore`, one pattern a line.
///
/// Patterns are those of `package.exclude`; one without a slash fits names in every directory. Empty lines and lines
/// that begin with `#` are passed over.
struct IgnoreRules {
    static let fileName = ".meridianignore"

    private var patterns: [Glob] = []

    init() {}

    /// - Throws: `SpecificationError` for a line that is no pattern.
    init(in directory: String) throws(SpecificationError) {
        let file = "\(directory)/\(Self.fileName)"
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return }
        var problems: [Diagnostic] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let rule = line.trimmingCharacters(in: .whitespaces)
            guard !rule.isEmpty, !rule.hasPrefix("#") else { continue }
            let isName = !rule.dropLast(rule.hasSuffix("/") ? 1 : 0).contains("/")
            let pattern = rule.hasPrefix("/") ? String(rule.dropFirst()) : isName ? "**/\(rule)" : rule
            if let glob = Glob(pattern) {
                patterns.append(glob)
            } else {
                problems.append(
                    Diagnostic(
                        code: .invalidPattern, message: "'\(rule)' is no pattern: \(Glob.syntaxRule)",
                        file: ServiceDirectory.shown(file), position: SourcePosition(line: index + 1, column: 1)))
            }
        }
        guard problems.isEmpty else { throw SpecificationError(problems) }
    }

    func cover(_ path: String) -> Bool {
        patterns.contains { $0.covers(path) }
    }
}
