import Foundation
import MeridianCore

/// Finds the messages in what esbuild prints.
enum BundlerOutput {
    /// Reads
    ///
    ///     ✘ [ERROR] Expected ")" but found ";"
    ///
    ///         functions/price.jsx:1:56:
    ///           1 │ export default …
    static func errors(in lines: [String]) -> [SourceDiagnostic] {
        var found: [SourceDiagnostic] = []
        var message: String?
        for (index, line) in lines.enumerated() {
            if let mark = line.range(of: "[ERROR] ") {
                message = String(line[mark.upperBound...])
                continue
            }
            guard let text = message,
                let match = line.firstMatch(of: #/^    (\S.*?):(\d+):(\d+):$/#)
            else { continue }
            var source: String?
            if index + 1 < lines.count, let bar = lines[index + 1].range(of: " │ ") {
                source = String(lines[index + 1][bar.upperBound...])
            }
            // Columns count from 0 there.
            found.append(
                SourceDiagnostic(
                    file: String(match.1), line: Int(match.2), column: Int(match.3).map { $0 + 1 }, severity: "error",
                    message: text, source: source))
            message = nil
        }
        return found
    }

    static func failure(_ outcome: Tool.Outcome, service: some CustomStringConvertible) -> CommandFailure {
        let errors = errors(in: outcome.lines)
        guard errors.isEmpty else {
            let count = errors.count == 1 ? "1 error" : "\(errors.count) errors"
            return CommandFailure(.buildFailed, "'\(service)' does not compile: \(count)", diagnostics: errors)
        }
        let said = outcome.lines.filter { !$0.isEmpty }.suffix(30).joined(separator: "\n")
        return CommandFailure(.buildFailed, "'\(service)' does not compile:\n\(said)")
    }
}
