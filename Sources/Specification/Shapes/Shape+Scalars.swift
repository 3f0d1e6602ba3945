import MeridianCore

extension Shape where Value == String {
    /// Any text.
    static var text: Shape { text(words: "text") { _ in nil } }

    /// A text of a form.
    /// - Parameters:
    ///   - pattern: A regular expression for editors.
    ///   - words: What it is, in a few words.
    ///   - problem: What is wrong with a text; `nil` when nothing is.
    static func text(
        pattern: String? = nil, words: String,
        _ problem: @escaping @Sendable (String) -> (code: ErrorCode, message: String)?
    ) -> Shape {
        Shape(.text(pattern: pattern, words: words)) { reader, node, label in
            guard let text = reader.text(node, label), !node.isOpen else { return nil }
            guard let problem = problem(text) else { return text }
            reader.report(problem.code, problem.message, at: node.position ?? label.position)
            return nil
        }
    }

    /// A name by the rule of functions.
    static func name(of what: String) -> Shape {
        text(pattern: FunctionName.pattern, words: "name of a \(what)") { text in
            FunctionName(text) == nil ? (.invalidName, "'\(text)' is no \(what) name: \(FunctionName.rule)") : nil
        }
    }

    /// A text that is not empty.
    static func filled(_ words: String) -> Shape {
        Shape(.text(pattern: ".", words: words)) { reader, node, label in
            guard let text = reader.text(node, label), !node.isOpen else { return nil }
            guard text.isEmpty else { return text }
            reader.report(.invalidTrigger, "\(label.description) is empty", at: node.position)
            return nil
        }
    }

    /// One of some words.
    static func choice(
        _ words: [String], what: String, ignoringCase: Bool = false, code: ErrorCode = .invalidTrigger
    ) -> Shape {
        Shape(.choice(words, ignoringCase: ignoringCase)) { reader, node, label in
            guard let text = reader.text(node, label), !node.isOpen else { return nil }
            let word = ignoringCase ? text.lowercased() : text
            if words.contains(word) { return word }
            let suggestion = Suggestion.nearest(to: text, among: words)
            let hint = suggestion == nil ? "; known are \(Wording.list(words))" : ""
            reader.report(
                code, "unknown \(what) '\(text)' in \(label.place ?? label.key)\(hint)", at: node.position,
                suggestion: suggestion)
            return nil
        }
    }
}

extension Shape where Value == Int {
    static func wholeNumber(_ range: ClosedRange<Int>, unit: String? = nil) -> Shape {
        Shape(.wholeNumber(range, unit: unit)) { reader, node, label in
            if node.isOpen { return nil }
            guard let text = node.untypedText, isDecimal(text) else {
                reader.mismatch(node, label, wanted: "a whole number")
                return nil
            }
            let unit = unit.map { " \($0)" } ?? ""
            guard let number = Int(text), range.contains(number) else {
                reader.report(
                    .valueOutOfRange,
                    "\(label.key) is \(text)\(unit); it must be \(range.lowerBound)–\(range.upperBound)\(unit)",
                    at: node.position ?? label.position)
                return nil
            }
            return number
        }
    }

    private static func isDecimal(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        // A leading zero means octal to some readers of YAML and decimal to others.
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
            && (digits.count == 1 || digits.first != 0x30)
    }
}

extension Shape where Value == Double {
    /// A number with or without a fraction, as JSON writes it.
    static func number(_ range: ClosedRange<Double>, unit: String? = nil) -> Shape {
        Shape(.number(range, unit: unit)) { reader, node, label in
            if node.isOpen { return nil }
            guard let text = node.untypedText, let number = decimal(node) else {
                reader.mismatch(node, label, wanted: "a number")
                return nil
            }
            guard !range.contains(number) else { return number }
            let unit = unit.map { " \($0)" } ?? ""
            let (least, most) = (FunctionOptions.shown(range.lowerBound), FunctionOptions.shown(range.upperBound))
            reader.report(
                .valueOutOfRange, "\(label.key) is \(text)\(unit); it must be \(least)–\(most)\(unit)",
                at: node.position ?? label.position)
            return nil
        }
    }

    private static func decimal(_ node: SourceNode) -> Double? {
        switch node.json {
        case .integer(let whole): Double(whole)
        case .number(let text): Double(text)
        default: nil
        }
    }

    /// Seconds, or a number with a unit.
    static func duration(atMost longest: Double? = nil) -> Shape {
        Shape(.duration(longest: longest)) { reader, node, label in
            if node.isOpen { return nil }
            guard let scalar = node.scalar, let seconds = DurationText.seconds(scalar.text) else {
                reader.mismatch(node, label, wanted: "seconds, or a number with ms, s, m or h")
                return nil
            }
            guard seconds > 0, seconds <= longest ?? .infinity else {
                let most = longest.map { " and at most \(FunctionOptions.shown($0)) s" } ?? ""
                reader.report(
                    .valueOutOfRange,
                    "\(label.key) is \(FunctionOptions.shown(seconds)) s; it must be more than 0 s\(most)",
                    at: node.position ?? label.position)
                return nil
            }
            return seconds
        }
    }
}

extension Shape where Value == Bool {
    static var truth: Shape {
        Shape(.truth) { reader, node, label in
            if node.isOpen { return nil }
            switch node.untypedText {
            case "true": return true
            case "false": return false
            default:
                reader.mismatch(node, label, wanted: "true or false")
                return nil
            }
        }
    }
}
