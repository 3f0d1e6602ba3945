import MeridianCore
import Yams

extension SpecificationReader {
    /// A key of a mapping with its value.
    struct Entry {
        let key: String
        let position: SourcePosition?
        let value: Node
    }

    /// The entries of a mapping with keys from a known set; others are reported and left out.
    /// - Parameters:
    ///   - name: What the mapping is, for a message about its type.
    ///   - place: Where its keys stand, with a preposition.
    mutating func fields(of node: Node, called name: String, in place: String, known: [String]) -> [Entry] {
        (entries(of: node, called: name) ?? []).filter { entry in
            if known.contains(entry.key) { return true }
            let suggestion = Suggestion.nearest(to: entry.key, among: known)
            let hint = suggestion == nil ? "; known are \(Self.list(known))" : ""
            report(
                .unknownKey, "unknown key '\(entry.key)' \(place)\(hint)", at: entry.position, suggestion: suggestion)
            return false
        }
    }

    /// The entries of a mapping; a key that stands twice is reported at its second place.
    mutating func entries(of node: Node, called name: String) -> [Entry]? {
        guard let mapping = node.mapping else {
            report(
                .wrongValueType, "\(name) must be a mapping of keys to values, not \(describe(node))",
                at: position(of: node))
            return nil
        }
        var entries: [Entry] = []
        var seen: [String: SourcePosition?] = [:]
        for (keyNode, value) in mapping {
            let position = position(of: keyNode)
            guard let scalar = keyNode.scalar else {
                report(.wrongValueType, "a key must be a text, not \(describe(keyNode))", at: position)
                continue
            }
            let renamed = document.renamed[scalar.string]
            if renamed != nil { reached.insert(scalar.string) }
            let key = renamed?.key ?? scalar.string
            if let first = seen[key] {
                diagnostics.append(YAMLDocument.duplicate(key, file: file, at: position, first: first))
                continue
            }
            seen[key] = .some(position)
            entries.append(Entry(key: key, position: position, value: value))
        }
        return entries
    }

    mutating func text(_ entry: Entry, in place: String) -> String? {
        guard let scalar = entry.value.scalar, !isNull(entry.value) else {
            mismatch(entry, in: place, wanted: "a text")
            return nil
        }
        guard !scalar.string.unicodeScalars.contains("\0") else {
            report(
                .wrongValueType, "\(entry.key) in \(place) has a NUL character, which no text here may have",
                at: position(of: entry.value))
            return nil
        }
        return scalar.string
    }

    mutating func wholeNumber(_ entry: Entry, in place: String) -> Int? {
        if let text = plain(entry.value), Self.isDecimal(text), let number = Int(text) { return number }
        mismatch(entry, in: place, wanted: "a whole number")
        return nil
    }

    /// Seconds, from a number or a number with a unit.
    mutating func duration(_ entry: Entry, in place: String) -> Double? {
        if let scalar = entry.value.scalar, let seconds = DurationText.seconds(scalar.string) { return seconds }
        mismatch(entry, in: place, wanted: "seconds, or a number with ms, s, m or h")
        return nil
    }

    mutating func mismatch(_ entry: Entry, in place: String, wanted: String) {
        report(
            .wrongValueType, "\(entry.key) in \(place) must be \(wanted), not \(describe(entry.value))",
            at: position(of: entry.value) ?? entry.position)
    }

    func position(of node: Node) -> SourcePosition? {
        node.mark.map { SourcePosition(line: $0.line, column: $0.column) }
    }

    func isNull(_ node: Node) -> Bool {
        guard let text = plain(node) else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    func describe(_ node: Node) -> String {
        if isNull(node) { return "empty" }
        switch node {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .alias: return "an alias"
        case .scalar(let scalar):
            let text = scalar.string.count > 40 ? "\(scalar.string.prefix(40))…" : scalar.string
            return plain(node) == nil ? "the text \"\(text)\"" : "'\(text)'"
        }
    }

    /// The text of a scalar that is written without quotes and so may stand for something else than a text.
    private func plain(_ node: Node) -> String? {
        guard let scalar = node.scalar, scalar.style == .plain, scalar.tag.rawValue.hasSuffix(":str") == false else {
            return nil
        }
        return scalar.string
    }

    private static func isDecimal(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        // A leading zero means octal to some readers of YAML and decimal to others.
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
            && (digits.count == 1 || digits.first != 0x30)
    }

    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "none" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
