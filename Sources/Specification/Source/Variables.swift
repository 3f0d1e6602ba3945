import MeridianCore

/// What `${…}` in a file stands for.
struct Variables: Sendable {
    let environment: [String: String]
    let stage: String
    /// `nil` while the service's own name is read.
    var service: String?
    let file: String
    let source: SourceText

    private static let known =
        "${env.NAME}, ${env.NAME:-default}, ${stage}, ${service} and, in environment, ${secret.NAME}"

    /// The key below which a value may name secrets. They stay as they are: each instance gets them when it starts.
    private static let keyOfSecrets = "environment"
    private static let secret = "secret."

    private enum Part {
        case text(String)
        case variable(name: String, fallback: String?, spelling: String)
    }

    /// Puts values in place of variables, everywhere below `node`.
    /// - Parameter leavesUnset: Marks a scalar with a variable that has no value as open instead of reporting it.
    func replace(
        in node: SourceNode, leavesUnset: Bool, takesSecrets: Bool = false, _ diagnostics: inout [Diagnostic]
    ) -> SourceNode {
        var result = node
        switch node.content {
        case .list(let items):
            result.content = .list(
                items.map { replace(in: $0, leavesUnset: leavesUnset, takesSecrets: takesSecrets, &diagnostics) })
        case .mapping(let entries):
            result.content = .mapping(
                entries.map { entry in
                    var entry = entry
                    entry.value = replace(
                        in: entry.value, leavesUnset: leavesUnset,
                        takesSecrets: takesSecrets || entry.key == Self.keyOfSecrets, &diagnostics)
                    return entry
                })
        case .scalar(let scalar):
            guard scalar.text.contains("${") else { break }
            result.content = .scalar(
                replace(
                    in: scalar, at: node.position, leavesUnset: leavesUnset, takesSecrets: takesSecrets, &diagnostics))
        }
        return result
    }

    private func replace(
        in scalar: SourceNode.Scalar, at position: SourcePosition?, leavesUnset: Bool, takesSecrets: Bool,
        _ diagnostics: inout [Diagnostic]
    ) -> SourceNode.Scalar {
        var scalar = scalar
        var text = ""
        func report(_ code: ErrorCode, _ message: String, _ spelling: String, suggestion: String? = nil) {
            let place = position.map { source.find(spelling, from: $0) ?? $0 }
            diagnostics.append(
                Diagnostic(code: code, message: message, file: file, position: place, suggestion: suggestion))
            scalar.isOpen = true
        }
        for part in Self.parts(of: scalar.text) {
            switch part {
            case .text(let piece):
                // Of a value that may name secrets, the text that would be taken for one is told apart until then.
                text += takesSecrets ? piece.replacing("${" + Self.secret, with: "$${" + Self.secret) : piece
            case .variable(let name, _, let spelling) where takesSecrets && name.hasPrefix(Self.secret):
                if let problem = Self.secretProblem(name: name, spelling: spelling) {
                    report(.invalidVariable, problem, spelling)
                } else {
                    text += spelling
                }
            case .variable(let name, let fallback, let spelling):
                if let problem = Self.problem(name: name, spelling: spelling) {
                    report(.invalidVariable, problem.message, spelling, suggestion: problem.suggestion)
                } else if name == "service", service == nil {
                    report(.invalidVariable, "the service can't be named after itself: '\(spelling)'", spelling)
                } else if let value = value(of: name, fallback: fallback) {
                    text += value
                    scalar.isReplaced = true
                } else if leavesUnset {
                    scalar.isOpen = true
                } else {
                    let variable = name.dropFirst(4)
                    report(
                        .unsetVariable,
                        "the environment variable '\(variable)' is not set; set it, or give a default with "
                            + "${env.\(variable):-default}", spelling)
                }
            }
        }
        if !scalar.isOpen { scalar.text = text }
        return scalar
    }

    private func value(of name: String, fallback: String?) -> String? {
        switch name {
        case "stage": return stage
        case "service": return service
        default:
            let value = environment[String(name.dropFirst(4))]
            // As in a shell, a default also stands in for an empty value.
            if let fallback, value?.isEmpty ?? true { return fallback }
            return value
        }
    }

    private static func problem(name: String, spelling: String) -> (message: String, suggestion: String?)? {
        if !spelling.hasSuffix("}") || spelling.dropFirst(2).contains("${") {
            return ("'\(spelling)' is not closed; a variable is written ${env.NAME}", nil)
        }
        if name == "stage" || name == "service" { return nil }
        if name.hasPrefix("env.") {
            guard !VariableName.isValid(String(name.dropFirst(4))) else { return nil }
            return ("'\(spelling)' names no environment variable; \(VariableName.rule)", nil)
        }
        if name.hasPrefix(secret) {
            return ("'\(spelling)' can't stand here: secrets are for variables of 'environment' alone", nil)
        }
        let suggestion = Suggestion.nearest(to: name, among: ["stage", "service"]).map { "${\($0)}" }
        return ("unknown variable '\(spelling)'; known are \(known)", suggestion)
    }

    private static func secretProblem(name: String, spelling: String) -> String? {
        if !spelling.hasSuffix("}") || spelling.dropFirst(2).contains("${") {
            return "'\(spelling)' is not closed; a secret is written ${secret.NAME}"
        }
        guard !VariableName.isValid(String(name.dropFirst(secret.count))) else { return nil }
        return "'\(spelling)' names no secret; \(VariableName.rule)"
    }

    /// `$${` stands for the two characters `${`.
    private static func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var literal = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            literal += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                literal += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = ""
                let end = rest.firstIndex(of: "}").map { rest.index(after: $0) } ?? rest.endIndex
                parts.append(variable(String(rest[..<end])))
                rest = rest[end...]
            } else {
                literal += "$"
                rest = rest.dropFirst()
            }
        }
        literal += rest
        if !literal.isEmpty { parts.append(.text(literal)) }
        return parts
    }

    private static func variable(_ spelling: String) -> Part {
        let inner = spelling.dropFirst(2).dropLast(spelling.hasSuffix("}") ? 1 : 0)
        guard let mark = inner.firstRange(of: ":-"), inner.hasPrefix("env.") else {
            return .variable(name: String(inner), fallback: nil, spelling: spelling)
        }
        return .variable(
            name: String(inner[..<mark.lowerBound]), fallback: String(inner[mark.upperBound...]), spelling: spelling)
    }
}

/// The names of environment variables.
enum VariableName {
    static let rule = "letters, digits and _, not beginning with a digit"
    static let pattern = "^[A-Za-z_][A-Za-z0-9_]*$"

    static func isValid(_ name: String) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool {
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == UInt8(ascii: "_")
        }
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
    }
}
