import Logging
public import Meridian
public import MeridianCore

/// The messages of a service in its languages.
///
/// ```swift
/// @Inject var localization: Localization
///
/// let text = localization.texts(in: customer.language)("order.shipped", ["count": order.items.count])
/// ```
/// In a function that answers a request, `context.text(_:_:)` chooses the language that the caller asks for.
public final class Localization: Sendable {
    /// Where a message of a language is looked for.
    private struct Chain {
        /// The language's, then those of the languages that it is a kind of, then those of the default language.
        var catalogues: [Catalogue]
        /// How many come before those of the default language.
        var ownCount: Int
    }

    /// The tags of the languages, in order.
    public let languages: [String]
    /// What counts when a caller wants none of the languages, or a message is in none of those it wants.
    public let defaultLanguage: String

    /// As the catalogues have them, by their tags in lower case.
    private let tags: [String: String]
    private let chains: [String: Chain]
    private let missing = MissingTexts()
    let sources: LanguageSources

    /// - Parameters:
    ///   - catalogues: Messages by key, by the tag of their language: a text, or an object of plural forms, or one of
    ///     further messages.
    ///   - defaultLanguage: The one that is there for everybody.
    /// - Throws: `MeridianError`: `MER-1651` for a message that is malformed, `MER-1652` when the default language is
    ///   missing, `MER-1653` for a language that is not known.
    public convenience init(
        _ catalogues: [String: [String: JSONValue]], defaultLanguage: String = "en"
    ) throws(MeridianError) {
        try self.init(catalogues, folder: nil, defaultLanguage: defaultLanguage)
    }

    init(
        _ embedded: [String: [String: JSONValue]], folder: CatalogueFolder?, defaultLanguage: String,
        sources: LanguageSources = LanguageSources()
    ) throws(MeridianError) {
        var catalogues: [String: Catalogue] = [:]
        func add(
            _ language: String, _ place: String, _ entries: () throws(MeridianError) -> [String: JSONValue]
        ) throws(MeridianError) {
            let tag = language.lowercased()
            var catalogue: Catalogue
            if let known = catalogues[tag] {
                catalogue = known
            } else {
                catalogue = try Catalogue(language, place: place)
            }
            try catalogue.add(try entries(), place: place)
            catalogues[tag] = catalogue
        }
        for (language, entries) in embedded.sorted(by: { $0.key < $1.key }) {
            try add(language, "embedded messages '\(language)'") { entries }
        }
        if let folder {
            for language in try folder.languages() {
                try add(language, folder.file(of: language)) { () throws(MeridianError) in
                    try folder.entries(of: language)
                }
            }
        }
        tags = catalogues.mapValues(\.language)
        languages = tags.values.sorted()
        guard let defaultTag = tags[defaultLanguage.lowercased()] else {
            throw MeridianError(
                .noDefaultCatalogue,
                "there are no messages in the default language '\(defaultLanguage)', only in "
                    + "\(languages.isEmpty ? "none" : languages.joined(separator: ", ")); add them, or let the setting "
                    + "'localization.default' name another")
        }
        self.defaultLanguage = defaultTag
        let last = LanguageTag.chain(of: defaultTag).compactMap { catalogues[$0] }
        var chains: [String: Chain] = [:]
        for language in languages {
            let own = LanguageTag.chain(of: language).compactMap { catalogues[$0] }
            let further = last.filter { catalogue in !own.contains { $0.language == catalogue.language } }
            chains[language] = Chain(catalogues: own + further, ownCount: own.count)
        }
        self.chains = chains
        self.sources = sources
    }

    /// The messages in the language that is nearest to one: `de` for `de-AT`, the default language for one that is not
    /// there.
    /// - Parameter tag: Such as a customer's language from a database.
    public func texts(in tag: String) -> Texts {
        Texts(language: self.language(nearestTo: tag) ?? defaultLanguage, localization: self, context: nil)
    }

    /// The messages in the language that a caller asks for; of a function that no request calls, the default language.
    public func texts(for context: Context) -> Texts {
        context.isRequest
            ? Texts(language: language(for: context.head), localization: self, context: context)
            : Texts(language: defaultLanguage, localization: self, context: context)
    }

    func language(nearestTo tag: String) -> String? {
        guard LanguageTag.isWellFormed(tag) else { return nil }
        return LanguageTag.chain(of: tag).lazy.compactMap { self.tags[$0] }.first
    }

    func language(acceptedBy values: [String]) -> String? {
        AcceptLanguage(values).choice(among: tags, fallback: defaultLanguage)
    }

    /// - Parameter logger: Is told of what is missing.
    func text(
        _ key: String, _ parameters: [String: any MessageValue], in language: String, logger: () -> Logger
    ) -> String {
        guard let chain = chains[language] else { return key }
        for (index, catalogue) in chain.catalogues.enumerated() {
            guard let message = catalogue.messages[key] else { continue }
            if index >= chain.ownCount, missing.isNew(key, in: language) {
                logger().warning("the message '\(key)' is missing in '\(language)'; it is in '\(catalogue.language)'")
            }
            return message.filled(parameters)
        }
        if missing.isNew(key, in: language) {
            logger().warning("the message '\(key)' is missing in '\(language)' and in '\(defaultLanguage)'")
        }
        return key
    }
}
