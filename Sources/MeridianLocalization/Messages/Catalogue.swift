import Meridian
import MeridianCore

/// The messages of one language.
struct Catalogue: Sendable {
    /// As the file has it.
    let language: String
    private(set) var messages: [String: Message] = [:]
    private let rules: PluralRules?

    /// - Parameter place: What messages about the language call it.
    /// - Throws: `MER-1653` when it is no tag of a language.
    init(_ language: String, place: String) throws(MeridianError) {
        guard LanguageTag.isWellFormed(language) else {
            throw MeridianError(
                .unknownLanguage, "\(place): '\(language)' is no tag of a language; name it as 'en' or 'pt-BR'")
        }
        self.language = language
        rules = PluralRules.of(language)
    }

    /// Adds messages; one that is there already is replaced.
    /// - Parameters:
    ///   - entries: Texts, plural forms, or entries within, whose keys are joined by dots.
    ///   - place: The file.
    /// - Throws: `MER-1651` or `MER-1653`, with file and key.
    mutating func add(_ entries: [String: JSONValue], place: String) throws(MeridianError) {
        var added: [String: Message] = [:]
        try collect(entries, below: "", place, into: &added)
        messages.merge(added) { _, new in new }
    }

    private func collect(
        _ entries: [String: JSONValue], below prefix: String, _ place: String, into messages: inout [String: Message]
    ) throws(MeridianError) {
        for (name, value) in entries.sorted(by: { $0.key < $1.key }) {
            let key = prefix + name
            switch value {
            case .string(let text): try insert(.text(try Self.text(text, key, place)), key, place, into: &messages)
            case .object(let members) where Self.isPlural(members):
                try insert(.plural(try plural(members, key, place)), key, place, into: &messages)
            case .object(let members): try collect(members, below: key + ".", place, into: &messages)
            default:
                throw Self.malformed(
                    place, key, "it must be a text, an object of plural forms or one of further messages")
            }
        }
    }

    private func insert(
        _ message: Message, _ key: String, _ place: String, into messages: inout [String: Message]
    ) throws(MeridianError) {
        guard messages.updateValue(message, forKey: key) == nil else {
            throw Self.malformed(place, key, "it is there twice, once with dots in its key and once within objects")
        }
    }

    /// Whether an object has plural forms and nothing else.
    private static func isPlural(_ members: [String: JSONValue]) -> Bool {
        !members.isEmpty
            && members.allSatisfy { name, value in
                guard case .string = value else { return false }
                return PluralCategory(rawValue: name) != nil || name.hasPrefix("=")
            }
    }

    private func plural(
        _ members: [String: JSONValue], _ key: String, _ place: String
    ) throws(MeridianError) -> PluralMessage {
        guard let rules else {
            throw MeridianError(
                .unknownLanguage,
                "\(place): '\(key)' has plural forms, and the rules of '\(language)' are not known; write it without")
        }
        var exact: [String: MessageText] = [:]
        var forms: [PluralCategory: MessageText] = [:]
        for (name, value) in members {
            guard case .string(let text) = value else { continue }
            let message = try Self.text(text, "\(key).\(name)", place)
            if let category = PluralCategory(rawValue: name) {
                guard rules.categories.contains(category) else {
                    let names = rules.categories.map(\.rawValue).joined(separator: ", ")
                    throw Self.malformed(place, key, "'\(language)' has no form '\(name)'; it has \(names)")
                }
                forms[category] = message
            } else {
                guard PluralOperands(name.dropFirst()) != nil else {
                    throw Self.malformed(place, key, "'\(name)' must be '=' and a number")
                }
                exact[String(name.dropFirst())] = message
            }
        }
        guard let other = forms[.other] else { throw Self.malformed(place, key, "the form 'other' is missing") }
        return PluralMessage(rules: rules, exact: exact, forms: forms, other: other)
    }

    private static func text(_ text: String, _ key: String, _ place: String) throws(MeridianError) -> MessageText {
        do throws(MessageText.Fault) {
            return try MessageText(text)
        } catch {
            throw malformed(place, key, error.reason)
        }
    }

    private static func malformed(_ place: String, _ key: String, _ reason: String) -> MeridianError {
        MeridianError(.malformedCatalogue, "\(place): '\(key)' is malformed: \(reason)")
    }
}
