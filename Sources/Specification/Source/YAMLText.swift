/// Writes values as YAML.
enum YAMLText {
    /// In block style, with an empty line between the keys of the outermost mapping.
    static func render(_ node: SourceNode) -> String {
        guard let entries = node.mapping else { return inline(node) + "\n" }
        return entries.map { lines($0, indent: 0).joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private static func lines(_ entry: SourceNode.Entry, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        let key = space + scalar(entry.key, isPlain: false) + ":"
        switch entry.value.content {
        case .mapping(let entries) where !entries.isEmpty:
            return [key] + entries.flatMap { lines($0, indent: indent + 2) }
        case .list(let items) where items.contains { $0.mapping?.isEmpty == false }:
            return [key] + items.map { "\(space)  - \(inline($0, isEntry: true))" }
        default:
            let value = inline(entry.value)
            return [value.isEmpty ? key : "\(key) \(value)"]
        }
    }

    /// - Parameter isEntry: Whether a mapping with one key may stand as `key: value`.
    private static func inline(_ node: SourceNode, isEntry: Bool = false) -> String {
        switch node.content {
        case .scalar(let value): return scalar(value.text, isPlain: value.isPlain)
        case .list(let items): return "[\(items.map { inline($0) }.joined(separator: ", "))]"
        case .mapping(let entries):
            let pairs = entries.map { "\(scalar($0.key, isPlain: false)): \(inline($0.value))" }
            if isEntry, pairs.count == 1 { return pairs[0] }
            return pairs.isEmpty ? "{}" : "{ \(pairs.joined(separator: ", ")) }"
        }
    }

    /// - Parameter isPlain: Whether it may stand for a number, a truth value or nothing.
    private static func scalar(_ text: String, isPlain: Bool) -> String {
        if isSafe(text), isPlain || !meansSomethingElse(text) { return text }
        return JSONText.quoted(text)
    }

    /// Whether a text means itself wherever it stands without quotes.
    private static func isSafe(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
        let isOrdinary = text.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x7F
                ? scalar.properties.isAlphabetic : isWord(scalar) || " -/.+,()=;<>@".unicodeScalars.contains(scalar)
        }
        return isOrdinary && (isWord(first) || first == "/" || first.value > 0x7F || first == "-" && text.count > 1)
            && last != " " && !text.contains(",") && !text.hasPrefix("- ") && !text.hasPrefix("--")
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "_"
    }

    private static func meansSomethingElse(_ text: String) -> Bool {
        let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "inf", "nan"]
        return words.contains(text.lowercased()) || text.first.map { $0.isNumber || "-+.".contains($0) } == true
    }
}
