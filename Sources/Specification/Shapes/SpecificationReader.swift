import MeridianCore

/// Gathers what is wrong with a file while it is read.
///
/// Every shape reports a mistake, leaves the value out and goes on, so that one run shows all of them.
struct SpecificationReader {
    /// What the outermost mapping is called.
    static let root = "the file"

    let file: String
    var diagnostics: [Diagnostic] = []

    init(file: String) {
        self.file = file
    }

    mutating func report(
        _ code: ErrorCode, _ message: String, at position: SourcePosition?, suggestion: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(code: code, message: message, file: file, position: position, suggestion: suggestion))
    }

    mutating func mismatch(_ node: SourceNode, _ label: Label, wanted: String) {
        report(
            .wrongValueType, "\(label.description) must be \(wanted), not \(node.summary)",
            at: node.position ?? label.position)
    }

    /// - Parameter name: What the mapping is, for a message about its type.
    mutating func entries(of node: SourceNode, called name: String) -> [SourceNode.Entry]? {
        if let entries = node.mapping { return entries }
        if !node.isOpen {
            report(
                .wrongValueType, "\(name) must be a mapping of keys to values, not \(node.summary)", at: node.position)
        }
        return nil
    }

    mutating func text(_ node: SourceNode, _ label: Label) -> String? {
        guard let scalar = node.scalar, !node.isNull else {
            mismatch(node, label, wanted: "a text")
            return nil
        }
        guard !scalar.text.unicodeScalars.contains("\0") else {
            report(
                .wrongValueType, "\(label.description) has a NUL character, which no text here may have",
                at: node.position ?? label.position)
            return nil
        }
        return scalar.text
    }
}

/// How lists stand in sentences.
enum Wording {
    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "none" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
