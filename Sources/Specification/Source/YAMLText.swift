/// Writes values as YAML.
package enum YAMLText {
    /// Where a mapping in a list gets lines of its own.
    private static let longestLine = 120

    /// Compact, for people to go on with: an empty line between the keys of the outermost mapping, lists on one line.
    static func render(_ node: SourceNode) -> String {
        guard let entries = node.mapping else { return inline(node) + "\n" }
        return entries.map { lines($0, indent: 0).joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    /// In block style throughout, for programs and for differences between two of them.
    package static func document(_ node: SourceNode) -> String {
        block(node, indent: 0).joined(separator: "\n") + "\n"
    }

    private static func block(_ node: SourceNode, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        switch node.content {
        case .mapping(let entries) where !entries.isEmpty:
            return entries.flatMap { entry in
                attached(
                    entry.value, behind: "\(space)\(scalar(entry.key, isPlain: false, isInFlow: false)):",
                    indent: indent)
            }
        case .list(let items) where !items.isEmpty:
            return items.flatMap { item -> [String] in
                guard item.isCollection else { return ["\(space)- \(single(item))"] }
                var lines = block(item, indent: indent + 2)
                lines[0] = "\(space)- " + lines[0].dropFirst(indent + 2)
                return lines
            }
        default:
            return [space + single(node)]
        }
    }

    private static func attached(_ value: SourceNode, behind key: String, indent: Int) -> [String] {
        guard !value.isCollection else { return [key] + block(value, indent: indent + 2) }
        let text = single(value)
        return [text.isEmpty ? key : "\(key) \(text)"]
    }

    /// What has nothing inside, where no braces are around it.
    private static func single(_ node: SourceNode) -> String {
        node.scalar.map { scalar($0.text, isPlain: $0.isPlain, isInFlow: false) } ?? inline(node)
    }

    private static func lines(_ entry: SourceNode.Entry, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        let key = space + scalar(entry.key, isPlain: false) + ":"
        switch entry.value.content {
        case .mapping(let entries) where !entries.isEmpty:
            return [key] + entries.flatMap { lines($0, indent: indent + 2) }
        case .list(let items) where items.contains { $0.mapping?.isEmpty == false }:
            return [key]
                + items.flatMap { item -> [String] in
                    let line = "\(space)  - \(inline(item, isEntry: true))"
                    return line.count <= longestLine ? [line] : block(.list([item]), indent: indent + 2)
                }
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
    /// - Parameter isInFlow: Whether it may stand between braces, where a colon means something to some readers.
    private static func scalar(_ text: String, isPlain: Bool, isInFlow: Bool = true) -> String {
        if isPlain, text.isEmpty { return isInFlow ? "null" : "" }
        let isSafe = isSafe(isInFlow ? text : withoutInnerColons(text))
        if isSafe, isPlain || !meansSomethingElse(text) { return text }
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

    /// The text with a letter for each colon that other signs than a space follow.
    private static func withoutInnerColons(_ text: String) -> String {
        let characters = Array(text)
        return String(
            characters.indices.map { index in
                let isInner = characters[index] == ":" && index > 0 && index + 1 < characters.count
                return isInner && characters[index + 1] != " " ? "x" : characters[index]
            })
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "_"
    }

    private static func meansSomethingElse(_ text: String) -> Bool {
        let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "inf", "nan"]
        return words.contains(text.lowercased()) || text.first.map { $0.isNumber || "-+.".contains($0) } == true
    }
}

extension SourceNode {
    /// Whether it has something inside.
    fileprivate var isCollection: Bool { mapping?.isEmpty == false || list?.isEmpty == false }
}
