/// A value of a YAML file with its place.
package struct SourceNode: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package var key: String
        package var position: SourcePosition?
        package var value: SourceNode

        package init(key: String, position: SourcePosition? = nil, value: SourceNode) {
            self.key = key
            self.position = position
            self.value = value
        }
    }

    package struct Scalar: Hashable, Sendable {
        package var text: String
        /// Written without quotes, so that it may stand for a number, a truth value or nothing.
        package var isPlain: Bool
        /// Whether variables in it were replaced: what came of them may be of any type.
        package var isReplaced = false
        /// Whether variables in it still wait for their values; such a scalar fits everywhere.
        package var isOpen = false

        package init(text: String, isPlain: Bool) {
            self.text = text
            self.isPlain = isPlain
        }
    }

    package enum Content: Hashable, Sendable {
        case scalar(Scalar)
        case list([SourceNode])
        case mapping([Entry])
    }

    package var content: Content
    package var position: SourcePosition?

    package init(_ content: Content, at position: SourcePosition? = nil) {
        self.content = content
        self.position = position
    }

    /// A text as a file has it without quotes.
    package static func plain(_ text: String, at position: SourcePosition? = nil) -> SourceNode {
        SourceNode(.scalar(Scalar(text: text, isPlain: true)), at: position)
    }

    /// A text that stands for nothing else.
    package static func text(_ text: String, at position: SourcePosition? = nil) -> SourceNode {
        SourceNode(.scalar(Scalar(text: text, isPlain: false)), at: position)
    }

    package var scalar: Scalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    package var list: [SourceNode]? {
        if case .list(let items) = content { items } else { nil }
    }

    package var mapping: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The texts of a list, or of what stands for a list of one.
    var texts: [String] { (list ?? [self]).compactMap { $0.scalar?.text } }

    package subscript(_ key: String) -> SourceNode? {
        mapping?.first { $0.key == key }?.value
    }

    /// Whether variables that have no value yet stand for all of it.
    package var isOpen: Bool { scalar?.isOpen == true }

    /// A scalar that YAML takes for nothing.
    package var isNull: Bool {
        guard let scalar, scalar.isPlain, !scalar.isReplaced else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }

    /// The text of a scalar that may stand for a number or a truth value.
    var untypedText: String? {
        guard let scalar, scalar.isPlain || scalar.isReplaced else { return nil }
        return scalar.text
    }

    /// What it is, for a message.
    var summary: String {
        if isNull { return "empty" }
        switch content {
        case .mapping: return "a mapping"
        case .list: return "a list"
        case .scalar(let scalar):
            let text = scalar.text.count > 40 ? "\(scalar.text.prefix(40))…" : scalar.text
            return scalar.isPlain ? "'\(text)'" : "the text \"\(text)\""
        }
    }
}
