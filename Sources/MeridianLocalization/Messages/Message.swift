/// One entry of a catalogue.
enum Message: Sendable {
    case text(MessageText)
    case plural(PluralMessage)

    func filled(_ parameters: [String: any MessageValue]) -> String {
        switch self {
        case .text(let text): text.filled(parameters)
        case .plural(let plural): plural.text(for: parameters[PluralMessage.parameter]).filled(parameters)
        }
    }
}

/// A message whose text depends on how many there are.
struct PluralMessage: Sendable {
    /// What is counted.
    static let parameter = "count"

    let rules: PluralRules
    /// For the number itself, before any form: `=0`.
    let exact: [String: MessageText]
    let forms: [PluralCategory: MessageText]
    let other: MessageText

    func text(for count: (any MessageValue)?) -> MessageText {
        guard let count else { return other }
        let text = count.messageText
        if let exact = exact[text] { return exact }
        guard let operands = PluralOperands(text) else { return other }
        return forms[rules.category(operands)] ?? other
    }
}
