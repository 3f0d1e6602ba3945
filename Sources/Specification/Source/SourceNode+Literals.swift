extension SourceNode: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral text: String) { self = .text(text) }

    package init(integerLiteral number: Int) { self = .plain(String(number)) }

    package init(booleanLiteral value: Bool) { self = .plain(value ? "true" : "false") }

    package init(arrayLiteral items: SourceNode...) { self.init(.list(items)) }

    package init(dictionaryLiteral pairs: (String, SourceNode)...) { self.init(object: pairs) }
}

extension SourceNode {
    /// A mapping with these keys, in this order. What is `nil` is left out.
    package init(object pairs: [(String, SourceNode?)]) {
        self.init(.mapping(pairs.compactMap { key, value in value.map { Entry(key: key, value: $0) } }))
    }

    package static func number(_ number: Int) -> SourceNode { .plain(String(number)) }

    package static func list(_ items: [SourceNode]) -> SourceNode { SourceNode(.list(items)) }

    package static func texts(_ items: some Sequence<String>) -> SourceNode {
        SourceNode(.list(items.map { .text($0) }))
    }

    /// A mapping of names to texts, sorted; `nil` when there are none.
    package static func table(_ values: [String: String]) -> SourceNode? {
        guard !values.isEmpty else { return nil }
        return SourceNode(object: values.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
    }
}

extension SourceNode {
    /// The same value as JSON (RFC 8259). A scalar without quotes is a number, a truth value or nothing where YAML's
    /// core schema has it so.
    package var json: JSONText {
        switch content {
        case .mapping(let entries): .object(entries.map { ($0.key, $0.value.json) })
        case .list(let items): .array(items.map(\.json))
        case .scalar: scalarJSON
        }
    }

    private var scalarJSON: JSONText {
        guard let text = untypedText else { return .string(scalar?.text ?? "") }
        if isNull { return .null }
        if let number = Int(text), String(number) == text { return .integer(number) }
        switch text {
        case "true": return .truth(true)
        case "false": return .truth(false)
        default: return isDecimal(text) ? .number(text) : .string(text)
        }
    }

    private func isDecimal(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
            && (parts[0].count == 1 || parts[0].first != "0")
    }
}
