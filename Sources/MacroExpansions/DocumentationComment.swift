import SwiftSyntax

/// What the comment before a method says of it.
struct DocumentationComment {
    private(set) var summary: String?
    private(set) var details: String?
    /// By the parameter's name.
    private(set) var parameters: [String: String] = [:]

    init(_ method: FunctionDeclSyntax) {
        var lines: [String] = []
        for piece in method.leadingTrivia.pieces {
            guard case .docLineComment(let text) = piece else { continue }
            let line = text.dropFirst(3)
            lines.append(String(line.first == " " ? line.dropFirst() : line))
        }
        var prose: [String] = []
        /// The list item that the lines further in belong to.
        var item: String?
        var isInList = false
        for line in lines {
            let text = line.drop { $0 == " " }
            if text.hasPrefix("- Parameters:") {
                (item, isInList) = (nil, true)
            } else if text.hasPrefix("- Parameter ") || (isInList && line.hasPrefix("  - ")) {
                let entry = text.dropFirst(text.hasPrefix("- Parameter ") ? "- Parameter ".count : 2)
                let parts = entry.split(separator: ":", maxSplits: 1)
                item = parts.first.map { String($0) }
                if let item, parts.count == 2 { parameters[item] = String(parts[1].drop { $0 == " " }) }
            } else if text.hasPrefix("- Returns:") || text.hasPrefix("- Throws:") {
                (item, isInList) = ("", false)
            } else if line.hasPrefix(" "), let item {
                if let before = parameters[item] { parameters[item] = "\(before) \(text)" }
            } else {
                (item, isInList) = (nil, false)
                prose.append(line)
            }
        }
        let end = prose.firstIndex(of: "") ?? prose.endIndex
        summary = Self.joined(prose[..<end], " ")
        details = Self.joined(prose[end...].drop { $0.isEmpty }, "\n")
    }

    private static func joined(_ lines: some BidirectionalCollection<String>, _ separator: String) -> String? {
        var lines = Array(lines)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.isEmpty ? nil : lines.joined(separator: separator)
    }
}

extension String {
    /// As a string literal of Swift.
    var literal: String {
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\" + String(scalar)
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            default: text += scalar.value < 0x20 ? "" : String(scalar)
            }
        }
        return text + "\""
    }
}
