import Foundation
import MeridianCore

/// Finds where the sources of a service declare its functions.
struct CodePlaces {
    struct Place: Hashable {
        var file: String
        var line: Int
        var column: Int
        /// The line.
        var source: String
    }

    private let directory: String
    /// Below the directory, sorted.
    private let files: [String]

    init(_ directory: String) {
        self.directory = directory
        files = SourceWatcher.scan(directory).keys.filter { $0.hasSuffix(".swift") && $0 != "Package.swift" }.sorted()
    }

    /// The method of a function's name, or the place where `Function` is given it; `nil` when neither is found.
    ///
    /// The sources are looked at line by line, not parsed: a method that no attribute marks is taken only when nothing
    /// better is there.
    func place(of function: FunctionName) -> Place? {
        let name = function.rawValue
        var second: Place?
        for file in files {
            let path = "\(directory)/\(file)"
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { continue }
            var isMarked = false
            for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                let code = line.drop(while: \.isWhitespace)
                guard !code.hasPrefix("//") else { continue }
                func found(_ range: Range<Substring.Index>) -> Place {
                    Place(
                        file: ServiceDirectory.shown(path), line: number + 1,
                        column: line[..<range.lowerBound].unicodeScalars.count + 1, source: String(line))
                }
                if code.hasPrefix("@") { isMarked = true }
                if let range = line.firstRange(of: "Function(\"\(name)\"") { return found(range) }
                if let range = line.firstRange(of: "func \(name)(") {
                    if isMarked { return found(range) }
                    if !code.hasPrefix("static ") { second = second ?? found(range) }
                }
                // An attribute belongs to the next declaration, whose arguments may stand on lines between.
                if code.contains("func ") || code.hasSuffix("{") || code.hasPrefix("}") { isMarked = false }
            }
        }
        return second
    }

    /// The finding with the place that its message names as a program knows it: `(Module/File.swift:LINE)`.
    func placed(_ finding: Finding) -> Finding {
        guard let match = finding.message.firstMatch(of: #/\(\w+/([^/():]+\.swift):(\d+)\)/#), let line = Int(match.2),
            let file = files.first(where: { $0 == match.1 || $0.hasSuffix("/\(match.1)") })
        else { return finding }
        var placed = finding
        let path = "\(directory)/\(file)"
        placed.file = ServiceDirectory.shown(path)
        placed.line = line
        placed.source = (try? String(contentsOfFile: path, encoding: .utf8))?.line(at: line)
        return placed
    }
}
