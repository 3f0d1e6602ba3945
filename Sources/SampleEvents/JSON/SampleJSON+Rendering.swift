extension SampleJSON {
    /// On one line.
    public var compact: String {
        var text = ""
        write(into: &text, depth: nil)
        return text
    }

    /// Over several lines, indented by two spaces.
    public var pretty: String {
        var text = ""
        write(into: &text, depth: 0)
        return text
    }

    private func write(into text: inout String, depth: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .string(let value): Self.quote(value, into: &text)
        case .text(let value): text += value
        case .array(let elements):
            Self.list(elements, between: ("[", "]"), into: &text, depth) { element, text, depth in
                element.write(into: &text, depth: depth)
            }
        case .object(let members):
            Self.list(members, between: ("{", "}"), into: &text, depth) { member, text, depth in
                Self.quote(member.name, into: &text)
                text += depth == nil ? ":" : ": "
                member.value.write(into: &text, depth: depth)
            }
        }
    }

    private static func list<Element>(
        _ elements: [Element], between brackets: (String, String), into text: inout String, _ depth: Int?,
        _ write: (Element, inout String, Int?) -> Void
    ) {
        text += brackets.0
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            if let depth { text += "\n" + String(repeating: "  ", count: depth + 1) }
            write(element, &text, depth.map { $0 + 1 })
        }
        if let depth, !elements.isEmpty { text += "\n" + String(repeating: "  ", count: depth) }
        text += brackets.1
    }

    /// By RFC 8259 §7: quotes, backslashes and control characters are escaped.
    private static func quote(_ value: String, into text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<"\u{20}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
