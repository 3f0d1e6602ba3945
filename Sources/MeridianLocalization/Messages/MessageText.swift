/// A text with places for parameters: `Hello, {name}!`. A brace of its own is written twice.
struct MessageText: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        case literal(String)
        case parameter(String)
    }

    /// Why a text has not this form.
    struct Fault: Error, Hashable {
        var reason: String
    }

    let pieces: [Piece]

    init(_ text: String) throws(Fault) {
        var pieces: [Piece] = []
        var literal = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                rest.removeFirst()
                literal.append(character)
            case "{":
                guard let end = rest.firstIndex(of: "}") else {
                    throw Fault(reason: "'{\(rest.prefix(20))' is not closed; write '{{' for a brace")
                }
                let name = rest[..<end]
                guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "_.-".contains($0) }) else {
                    throw Fault(reason: "'{\(name)}' is no parameter; write '{{' for a brace")
                }
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                literal = ""
                pieces.append(.parameter(String(name)))
                rest = rest[rest.index(after: end)...]
            case "}": throw Fault(reason: "a '}' closes nothing; write '}}' for a brace")
            default: literal.append(character)
            }
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        self.pieces = pieces
    }

    /// A parameter without a value is written as it stands in the message.
    func filled(_ parameters: [String: any MessageValue]) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .parameter(let name): text += parameters[name]?.messageText ?? "{\(name)}"
            }
        }
        return text
    }
}
